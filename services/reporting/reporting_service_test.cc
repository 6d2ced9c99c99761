// The service over real sockets and a real database.

#include "services/reporting/reporting_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "common/errors.h"
#include "common/rpc/channel.h"
#include "common/rpc/rpc_status.h"
#include "common/rpc/server.h"
#include "common/sha256.h"
#include "common/testing/test_postgres.h"
#include "services/reporting/bulletin/catalogue.h"
#include "services/reporting/score_values.h"
#include "services/reporting/testing/annex.h"
#include "services/reporting/testing/scores.h"

namespace chiso {
namespace {

using namespace reporting::v1;  // NOLINT: the messages are this file's vocabulary.
using Service = reporting::v1::ReportingService;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::MakeDefinition;
using testing::MakeFigure;
using testing::MakeScore;
using testing::MakeUnit;

constexpr int64_t kNoon = 1'788'238'800;

const Renderer& TheRenderer() {
  static const auto* const kRenderer =
      new Renderer(*Renderer::Load(testing::SourcePath("services/reporting/templates")));
  return *kRenderer;
}

// One replica of the service: its own connections, port and memory.
class Replica {
 public:
  explicit Replica(const std::string& conninfo)
      : postgres_({conninfo}),
        history_(postgres_, [] { return absl::FromUnixSeconds(kNoon) + absl::Hours(24); }),
        service_(history_, TheRenderer(), testing::Catalogue()) {
    EXPECT_TRUE(Migrate(postgres_, "reporting", ReportingSchema()).ok());
    Server::Options options;
    options.listen = "127.0.0.1:0";
    auto server = Server::Start(options, {{reporting::v1::ReportingService::service_full_name(), &service_}});
    EXPECT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    stub_ = reporting::v1::ReportingService::NewStub(Connect(absl::StrCat("127.0.0.1:", server_->port())));
  }
  ~Replica() {
    service_.Stop();
    server_->Shutdown();
  }
  chiso::ReportingService& service() { return service_; }
  reporting::v1::ReportingService::Stub& stub() { return *stub_; }

 private:
  Postgres postgres_;
  History history_;
  chiso::ReportingService service_;
  std::unique_ptr<Server> server_;
  std::unique_ptr<reporting::v1::ReportingService::Stub> stub_;
};

// A stream of scores.
class Writer {
 public:
  explicit Writer(Replica& replica) : stream_(replica.stub().RecordScores(&context_)) {}
  ~Writer() {
    if (!finished_) context_.TryCancel();
    if (!finished_) (void)stream_->Finish();
  }
  WriterGrant Open(const std::vector<std::string>& logs = {"main"}) {
    RecordScoresRequest request;
    request.mutable_opening()->set_writer("test");
    for (const std::string& log : logs) request.mutable_opening()->add_logs(log);
    *request.mutable_opening()->add_definitions() = MakeDefinition("2025");
    *request.mutable_opening()->add_definitions() = MakeDefinition("2026");
    RecordScoresResponse response;
    EXPECT_TRUE(Send(request, response));
    return response.grant();
  }
  bool Update(const ScoreUpdate& update, RecordScoresResponse& response) {
    RecordScoresRequest request;
    *request.mutable_update() = update;
    return Send(request, response);
  }
  void UpdateOk(const ScoreUpdate& update) {
    RecordScoresResponse response;
    ASSERT_TRUE(Update(update, response)) << Finish();
  }
  bool Send(const RecordScoresRequest& request, RecordScoresResponse& response) {
    return stream_->Write(request) && stream_->Read(&response);
  }
  // Sends updates before it reads any answer; as many answers as came.
  std::vector<RecordScoresResponse> Pipeline(const std::vector<ScoreUpdate>& updates) {
    for (const ScoreUpdate& update : updates) {
      RecordScoresRequest request;
      *request.mutable_update() = update;
      if (!stream_->Write(request)) break;
    }
    std::vector<RecordScoresResponse> answers(1);
    while (answers.size() <= updates.size() && stream_->Read(&answers.back())) answers.emplace_back();
    answers.pop_back();
    return answers;
  }
  absl::Status Finish() {
    finished_ = true;
    stream_->WritesDone();
    return FromGrpcStatus(stream_->Finish());
  }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<RecordScoresRequest, RecordScoresResponse>> stream_;
  bool finished_ = false;
};

ScoreUpdate Update(int64_t sequence, int64_t as_of = kNoon) {
  ScoreUpdate update;
  update.mutable_as_of_time()->set_seconds(as_of);
  update.add_positions()->set_log("main");
  update.mutable_positions(0)->set_sequence(sequence);
  return update;
}

class ReportingServiceTest : public ::testing::Test {
 protected:
  // Makes a call and gives its answer.
  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (Service::Stub::*method)(grpc::ClientContext*, const Request&,
                                                                      Response*),
                                const Request& request, absl::Duration time = absl::Seconds(60)) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + time));
    Response response;
    const absl::Status status = FromGrpcStatus((replica_.stub().*method)(&context, request, &response));
    if (!status.ok()) return status;
    return response;
  }
  absl::StatusOr<RecordOfficialFiguresResponse> Record(const std::vector<OfficialFigure>& figures,
                                                       bool validate_only = false) {
    RecordOfficialFiguresRequest request;
    request.set_sender("test");
    request.set_validate_only(validate_only);
    for (const OfficialFigure& figure : figures) *request.add_figures() = figure;
    return Call(&Service::Stub::RecordOfficialFigures, request);
  }
  absl::StatusOr<ListRankingResponse> Rank(const ListRankingRequest& request) {
    return Call(&Service::Stub::ListRanking, request);
  }
  absl::StatusOr<GetHistoryResponse> History(const GetHistoryRequest& request) {
    return Call(&Service::Stub::GetHistory, request);
  }
  absl::StatusOr<Bulletin> Publish(const PublishBulletinRequest& request) {
    return Call(&Service::Stub::PublishBulletin, request);
  }
  absl::StatusOr<Rendition> Render(const std::string& name, RenditionFormat format, Language language) {
    RenderBulletinRequest request;
    request.set_name(name);
    request.set_format(format);
    request.set_language(language);
    return Call(&Service::Stub::RenderBulletin, request);
  }
  // Records the province H44 with its units H44.1 to H44.3 and these scores.
  void RecordUnits(const std::vector<index::v1::Score>& scores = {}) {
    ScoreUpdate update = Update(10);
    *update.add_units() = MakeUnit("H44", "");
    for (int i = 1; i <= 3; ++i) *update.add_units() = MakeUnit(absl::StrCat("H44.", i));
    for (const index::v1::Score& score : scores) *update.add_scores() = score;
    Writer writer(replica_);
    writer.Open();
    writer.UpdateOk(update);
    EXPECT_TRUE(writer.Finish().ok());
  }

  const std::string conninfo_ = chiso::testing::FreshDatabase();
  Replica replica_{conninfo_};
};

ListRankingRequest Ranking(Basis basis = BASIS_COMPUTED) {
  ListRankingRequest request;
  request.set_period("2026-08");
  request.set_parent_code("H44");
  request.set_basis(basis);
  return request;
}

PublishBulletinRequest Publication(Basis basis = BASIS_OFFICIAL) {
  PublishBulletinRequest request;
  request.set_unit_code("H44");
  request.set_period("2026-08");
  request.set_basis(basis);
  return request;
}

TEST_F(ReportingServiceTest, AnOpeningGetsAGrantAndUpdatesGetProgress) {
  Writer writer(replica_);
  const WriterGrant grant = writer.Open();
  EXPECT_GT(grant.epoch(), 0);
  EXPECT_EQ(grant.progress().positions(0).sequence(), 0);
  RecordScoresResponse response;
  ASSERT_TRUE(writer.Update(Update(7), response));
  EXPECT_EQ(response.progress().positions(0).sequence(), 7);
  EXPECT_EQ(response.progress().as_of_time().seconds(), kNoon);
  EXPECT_TRUE(writer.Finish().ok());
}

TEST_F(ReportingServiceTest, AnOlderWriterIsFenced) {
  Writer first(replica_), second(replica_);
  const int64_t older = first.Open().epoch();
  EXPECT_GT(second.Open().epoch(), older);
  RecordScoresResponse response;
  EXPECT_FALSE(first.Update(Update(1), response));
  const absl::Status status = first.Finish();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(status), "WRITER_FENCED");
  EXPECT_TRUE(second.Update(Update(1), response));
}

TEST_F(ReportingServiceTest, UpdatesUnderWayAreRecordedAndAnsweredInTheirOrder) {
  Writer writer(replica_);
  writer.Open();
  std::vector<ScoreUpdate> updates;
  for (int i = 1; i <= 40; ++i) updates.push_back(Update(i, kNoon + i));
  const std::vector<RecordScoresResponse> answers = writer.Pipeline(updates);
  ASSERT_EQ(answers.size(), 40u);
  for (int i = 0; i < 40; ++i) EXPECT_EQ(answers[i].progress().positions(0).sequence(), i + 1);
  EXPECT_TRUE(writer.Finish().ok());
}

TEST_F(ReportingServiceTest, BehindAnUpdateThatIsRefusedNoneIsRecorded) {
  Writer writer(replica_);
  writer.Open();
  const std::vector<RecordScoresResponse> answers =
      writer.Pipeline({Update(1, kNoon), Update(2, kNoon - 1), Update(3, kNoon + 1)});
  EXPECT_EQ(answers.size(), 1u);
  EXPECT_EQ(ReasonOf(writer.Finish()), "TIME_WENT_BACK");
  EXPECT_EQ(Call(&Service::Stub::GetProgress, GetProgressRequest())->positions(0).sequence(), 1);
}

TEST_F(ReportingServiceTest, PackedScoresReadLikePlainOnes) {
  RecordUnits({MakeScore("H44.1", 7000)});
  GetHistoryRequest request;
  request.set_unit_code("H44.1");
  const auto plain = History(request);
  ASSERT_TRUE(plain.ok()) << plain.status();
  ScoreUpdate update = Update(11);
  PackedScores& packed = *update.add_packed_scores();
  packed.set_definition(1);
  packed.set_period("2026-08");
  packed.set_scope(record::v1::SCOPE_SUBTREE);
  packed.add_scores()->mutable_unit()->set_code("H44.2");
  *packed.mutable_scores(0)->mutable_values() = *PackScore("", MakeScore("H44.2", 7000), MakeDefinition());
  Writer writer(replica_);
  writer.Open();
  writer.UpdateOk(update);
  request.set_unit_code("H44.2");
  auto history = History(request);
  ASSERT_TRUE(history.ok()) << history.status();
  index::v1::Score expected = plain->entries(0).score();
  expected.mutable_unit()->set_code("H44.2");
  expected.mutable_positions(0)->set_sequence(11);
  EXPECT_EQ(history->entries(0).score().ShortDebugString(), expected.ShortDebugString());
  EXPECT_FALSE(history->entries(0).known_from().empty());
  // What a column may not hold ends the stream with its field.
  update.mutable_packed_scores(0)->mutable_scores(0)->mutable_values()->add_statuses(99);
  RecordScoresResponse response;
  EXPECT_FALSE(writer.Update(update, response));
  EXPECT_THAT(std::string(writer.Finish().message()),
              HasSubstr("update.packed_scores[0].scores[0].values.statuses"));
}

TEST_F(ReportingServiceTest, AfterASnapshotThereIsWhatItNamed) {
  RecordUnits({MakeScore("H44.1", 1), MakeScore("H44.2", 2), MakeScore("H44.3", 3),
               MakeScore("H44.3", 4, "2026-07")});
  const auto codes = [&] {
    std::vector<std::string> codes;
    const auto ranking = Rank(Ranking());
    EXPECT_TRUE(ranking.ok()) << ranking.status();
    for (const RankingRow& row : ranking->rows())
      codes.push_back(absl::StrCat(row.unit().code(), " ", row.value()));
    return codes;
  };
  ScoreUpdate begin, middle = Update(11), end = Update(12);
  begin.set_snapshot_begin(true);
  *middle.add_units() = MakeUnit("H44", "");
  for (int i = 1; i <= 2; ++i) *middle.add_units() = MakeUnit(absl::StrCat("H44.", i));
  *middle.add_scores() = MakeScore("H44.1", 1);
  *end.add_scores() = MakeScore("H44.3", 5);
  end.set_snapshot_end(true);
  {
    // One that does not come to its end removes nothing.
    Writer broken(replica_);
    broken.Open();
    broken.UpdateOk(begin);
    broken.UpdateOk(middle);
  }
  EXPECT_THAT(codes(), ElementsAre("H44.3 0.03", "H44.2 0.02", "H44.1 0.01"));
  Writer writer(replica_);
  writer.Open();
  EXPECT_EQ(writer.Pipeline({begin, middle, end}).size(), 3u);
  EXPECT_TRUE(writer.Finish().ok());
  EXPECT_THAT(codes(), ElementsAre("H44.1 0.01", "H44.2 "));
  GetHistoryRequest request;
  request.set_unit_code("H44.3");
  const auto history = History(request);
  ASSERT_TRUE(history.ok()) << history.status();
  ASSERT_EQ(history->entries_size(), 1);
  EXPECT_EQ(history->entries(0).score().total_points(), 5);
  Writer without(replica_);
  without.Open();
  RecordScoresResponse response;
  EXPECT_FALSE(without.Update(end, response));
  EXPECT_THAT(std::string(without.Finish().message()), HasSubstr("update.snapshot_end"));
}

TEST_F(ReportingServiceTest, OthersSeeThatAWriterLivesWhileItMovesNothing) {
  Writer writer(replica_);
  const int64_t epoch = writer.Open().epoch();
  const auto heartbeat = [&] {
    const auto progress = Call(&Service::Stub::GetProgress, GetProgressRequest());
    EXPECT_TRUE(progress.ok()) << progress.status();
    EXPECT_EQ(progress->writers(0).epoch(), epoch);
    return progress->writers(0).heartbeat_time().SerializeAsString();
  };
  const std::string before = heartbeat();
  writer.UpdateOk(ScoreUpdate());
  EXPECT_NE(heartbeat(), before);
}

TEST_F(ReportingServiceTest, AHistoryTellsWhatWasKnownOnADay) {
  RecordUnits({MakeScore("H44.1", 1)});
  Writer writer(replica_);
  writer.Open();
  ScoreUpdate update = Update(11, kNoon + 24 * 3600);
  *update.add_scores() = MakeScore("H44.1", 2);
  writer.UpdateOk(update);
  GetHistoryRequest request;
  request.set_unit_code("H44.1");
  const auto total = [&](const std::string& day) {
    request.set_known_on(day);
    const auto history = History(request);
    EXPECT_TRUE(history.ok()) << history.status();
    return history->entries().empty() ? -1 : history->entries(0).score().total_points();
  };
  EXPECT_EQ(total("2026-08-31"), -1);
  EXPECT_EQ(total("2026-09-01"), 1);
  EXPECT_EQ(total("2026-09-02"), 2);
  EXPECT_EQ(total(""), 2);
}

TEST_F(ReportingServiceTest, AStreamThatIsMalformedEndsWithTheField) {
  const auto end_of = [&](const std::vector<RecordScoresRequest>& requests) {
    Writer writer(replica_);
    RecordScoresResponse response;
    for (const RecordScoresRequest& request : requests) writer.Send(request, response);
    return writer.Finish();
  };
  RecordScoresRequest opening, update, empty;
  opening.mutable_opening()->set_writer("test");
  opening.mutable_opening()->add_logs("main");
  *update.mutable_update() = Update(1);
  EXPECT_EQ(end_of({update}).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(end_of({empty}).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(end_of({opening, opening}).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(end_of({opening, update}).ok());
  update.mutable_update()->mutable_positions(0)->set_log("other");
  const absl::Status status = end_of({opening, update});
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("update.positions[0].log"));
}

TEST_F(ReportingServiceTest, RequestsBeyondTheirBoundsAreRefusedWithTheField) {
  RecordScoresRequest opening;
  opening.mutable_opening()->set_writer("test");
  for (int i = 0; i < 101; ++i) opening.mutable_opening()->add_logs(absl::StrCat(i));
  Writer writer(replica_);
  RecordScoresResponse response;
  writer.Send(opening, response);
  absl::Status status = writer.Finish();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "opening.logs: must be at most 100");
  reporting::v1::GetProgressRequest progress;
  for (int i = 0; i < 101; ++i) progress.add_min_positions()->set_log(absl::StrCat(i));
  status = Call(&Service::Stub::GetProgress, progress).status();
  EXPECT_EQ(status.message(), "min_positions: must be at most 100");
  // A letter is longer than other requests.
  reporting::v1::PublishBulletinRequest bulletin;
  for (int i = 0; i < 100; ++i) bulletin.mutable_letter()->add_recipients(std::string(1000, 'x'));
  EXPECT_EQ(Call(&Service::Stub::PublishBulletin, bulletin).status().message(),
            "unit_code: must be 1 to 40 characters of A-Z, a-z, 0-9, '.', '-' and '_'");
}

TEST_F(ReportingServiceTest, ProgressIsAwaitedAcrossReplicas) {
  Replica other(conninfo_);
  Writer writer(replica_);
  writer.Open();
  GetProgressRequest request;
  request.add_min_positions()->set_log("main");
  request.mutable_min_positions(0)->set_sequence(5);
  absl::StatusOr<Progress> here, there;
  std::thread own([&] { here = Call(&Service::Stub::GetProgress, request); });
  std::thread foreign([&] {
    grpc::ClientContext context;
    Progress progress;
    const absl::Status status = FromGrpcStatus(other.stub().GetProgress(&context, request, &progress));
    there = status.ok() ? absl::StatusOr<Progress>(progress) : status;
  });
  for (int sequence = 1; sequence <= 6; ++sequence) writer.UpdateOk(Update(sequence, kNoon + sequence));
  own.join();
  foreign.join();
  ASSERT_TRUE(here.ok()) << here.status();
  ASSERT_TRUE(there.ok()) << there.status();
  EXPECT_GE(here->positions(0).sequence(), 5);
  EXPECT_GE(there->positions(0).sequence(), 5);
}

TEST_F(ReportingServiceTest, ProgressThatDoesNotComeIsDeadlineExceeded) {
  GetProgressRequest request;
  request.add_min_positions()->set_log("main");
  request.mutable_min_positions(0)->set_sequence(1);
  EXPECT_EQ(Call(&Service::Stub::GetProgress, request, absl::Milliseconds(300)).status().code(),
            absl::StatusCode::kDeadlineExceeded);
  EXPECT_TRUE(Call(&Service::Stub::GetProgress, GetProgressRequest()).ok());
  request.mutable_min_positions(0)->set_sequence(-1);
  EXPECT_EQ(Call(&Service::Stub::GetProgress, request).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(ReportingServiceTest, AReadWaitsForTheRecordsItNames) {
  RecordUnits();
  ListRankingRequest request = Ranking();
  request.add_min_positions()->set_log("main");
  request.mutable_min_positions(0)->set_sequence(11);
  absl::StatusOr<ListRankingResponse> ranking;
  std::thread reader([&] { ranking = Rank(request); });
  Writer writer(replica_);
  writer.Open();
  ScoreUpdate update = Update(11);
  *update.add_scores() = MakeScore("H44.2", 7000);
  writer.UpdateOk(update);
  reader.join();
  ASSERT_TRUE(ranking.ok()) << ranking.status();
  EXPECT_EQ(ranking->rows(0).unit().code(), "H44.2");
  EXPECT_EQ(ranking->rows(0).rank(), 1);
}

TEST_F(ReportingServiceTest, ARankingIsTheSameInPagesAndInOne) {
  RecordUnits({MakeScore("H44.1", 7000), MakeScore("H44.2", 7000), MakeScore("H44.3", -9000)});
  auto whole = Rank(Ranking());
  ASSERT_TRUE(whole.ok()) << whole.status();
  // Of the answer, and not of the ranking.
  whole->clear_freshness();
  ASSERT_EQ(whole->rows_size(), 3);
  EXPECT_EQ(whole->tie_rule(), "competition");
  EXPECT_EQ(whole->next_page_token(), "");
  EXPECT_EQ(whole->rows(1).rank(), 1);
  EXPECT_FALSE(whole->rows(2).has_rank());
  ListRankingResponse pages;
  ListRankingRequest request = Ranking();
  request.set_page_size(2);
  do {
    const auto page = Rank(request);
    ASSERT_TRUE(page.ok()) << page.status();
    pages.mutable_rows()->MergeFrom(page->rows());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  pages.set_tie_rule("competition");
  EXPECT_EQ(pages.SerializeAsString(), whole->SerializeAsString());
}

TEST_F(ReportingServiceTest, AnswersFromScoresSayHowFreshTheyAre) {
  RecordUnits({MakeScore("H44.1", 7000), MakeScore("H44.2", 8000)});
  ListRankingRequest request = Ranking();
  request.set_page_size(1);
  auto ranking = Rank(request);
  ASSERT_TRUE(ranking.ok()) << ranking.status();
  ASSERT_EQ(ranking->freshness().positions_size(), 1);
  EXPECT_EQ(ranking->freshness().positions(0).sequence(), 10);
  EXPECT_EQ(ranking->freshness().as_of_time().seconds(), kNoon);
  EXPECT_GT(ranking->freshness().lag().seconds(), 0);
  EXPECT_EQ(ranking->freshness().definition_id(), "766-2026");
  EXPECT_EQ(ranking->freshness().definition_sha256().size(), 32u);
  // Further pages are of the same ranking, however much time has passed.
  request.set_page_token(ranking->next_page_token());
  EXPECT_FALSE(Rank(request)->has_freshness());
  EXPECT_FALSE(Rank(Ranking(BASIS_OFFICIAL))->has_freshness());
  GetHistoryRequest history;
  history.set_unit_code("H44.1");
  EXPECT_EQ(History(history)->freshness().positions(0).sequence(), 10);
  EXPECT_EQ(History(history)->freshness().definition_id(), "");
  // What was known on a day does not become fresher.
  history.set_known_on("2026-09-01");
  EXPECT_FALSE(History(history)->has_freshness());
}

TEST_F(ReportingServiceTest, AnAnswerIsAtLeastAsFreshAsItWasAskedToBe) {
  RecordUnits({MakeScore("H44.1", 7000)});
  EXPECT_EQ(Rank(Ranking())->freshness().positions(0).sequence(), 10);
  Writer writer(replica_);
  writer.Open();
  writer.UpdateOk(Update(11));
  ListRankingRequest request = Ranking();
  *request.add_min_positions() = Update(11).positions(0);
  EXPECT_EQ(Rank(request)->freshness().positions(0).sequence(), 11);
}

TEST_F(ReportingServiceTest, WhatIsNotThereIsNotFound) {
  RecordUnits();
  ListRankingRequest ranking = Ranking();
  ranking.set_by_code("NO_SUCH_CODE");
  EXPECT_EQ(Rank(ranking).status().code(), absl::StatusCode::kNotFound);
  ranking = Ranking();
  ranking.set_parent_code("H99");
  EXPECT_EQ(Rank(ranking).status().code(), absl::StatusCode::kNotFound);
  GetHistoryRequest history;
  history.set_unit_code("H99");
  EXPECT_EQ(History(history).status().code(), absl::StatusCode::kNotFound);
  PublishBulletinRequest publication = Publication();
  publication.set_unit_code("H99");
  EXPECT_EQ(Publish(publication).status().code(), absl::StatusCode::kNotFound);
  GetBulletinRequest bulletin;
  bulletin.set_name("units/H44/bulletins/2026-08");
  EXPECT_EQ(Call(&Service::Stub::GetBulletin, bulletin).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Render("units/H44/bulletins/2026-08", RENDITION_FORMAT_TEXT, LANGUAGE_VI).status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(ReportingServiceTest, MalformedRequestsNameTheField) {
  const auto message = [](const absl::Status& status) {
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
    return std::string(status.message());
  };
  EXPECT_THAT(message(Rank(ListRankingRequest()).status()), HasSubstr("period"));
  EXPECT_THAT(message(History(GetHistoryRequest()).status()), HasSubstr("unit_code"));
  EXPECT_THAT(message(Publish(Publication(BASIS_UNSPECIFIED)).status()), HasSubstr("basis"));
  EXPECT_THAT(message(Record({}).status()), HasSubstr("figures"));
  EXPECT_THAT(message(Record(std::vector(10'001, MakeFigure("H44", "TOTAL", "1"))).status()),
              HasSubstr("10000"));
  EXPECT_THAT(message(Render("bulletin", RENDITION_FORMAT_TEXT, LANGUAGE_VI).status()), HasSubstr("name"));
  const std::string name = "units/H44/bulletins/2026-08";
  EXPECT_THAT(message(Render(name, static_cast<RenditionFormat>(9), LANGUAGE_VI).status()),
              HasSubstr("format"));
  EXPECT_THAT(message(Render(name, RENDITION_FORMAT_TEXT, static_cast<Language>(9)).status()),
              HasSubstr("language"));
}

TEST_F(ReportingServiceTest, FiguresAreCountedAndJudgedOneByOne) {
  RecordUnits();
  const std::vector<OfficialFigure> figures = {
      MakeFigure("H44.1", "TOTAL", "58.58"), MakeFigure("H99", "TDGQ", "1"),
      MakeFigure("H44.1", "NO_SUCH", "1"), MakeFigure("H44.1", "ONLINE_RATE", "x")};
  auto response = Record(figures, /*validate_only=*/true);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->changed_count(), 2);
  response = Record(figures);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->changed_count(), 2);
  EXPECT_EQ(response->unchanged_count(), 0);
  EXPECT_EQ(response->rejected_count(), 2);
  std::vector<std::string> said;
  for (const FigureVerdict& verdict : response->verdicts()) {
    said.push_back(absl::StrCat(verdict.index(), " ", verdict.reason(), verdict.rejected() ? "" : " (kept)"));
  }
  EXPECT_THAT(said, ElementsAre("1 UNIT_UNKNOWN (kept)", "2 CODE_UNKNOWN", "3 VALUE_MALFORMED"));
  EXPECT_EQ(Record(figures)->unchanged_count(), 2);
  ListRankingRequest ranking = Ranking(BASIS_OFFICIAL);
  EXPECT_EQ(Rank(ranking)->rows(0).value(), "58.58");
  ranking.clear_parent_code();
  ranking.set_by_code("TDGQ");
  EXPECT_EQ(Rank(ranking)->rows(0).name(), "H99");
}

TEST_F(ReportingServiceTest, AFigureThatIsStoredAndNotInForceIsToldOf) {
  RecordUnits();
  const OfficialFigure older = MakeFigure("H44.1", "TOTAL", "58.58");
  OfficialFigure newer = MakeFigure("H44.1", "TOTAL", "58.59");
  newer.set_revision(older.revision() + 1);
  for (const OfficialFigure& figure : {older, newer}) {
    for (const bool validate_only : {true, false}) {
      const auto response = Record({figure}, validate_only);
      ASSERT_TRUE(response.ok()) << response.status();
      EXPECT_EQ(response->changed_count(), 1);
      EXPECT_EQ(response->standings().not_in_force_count(), 0);
    }
  }
  const auto response = Record({older});
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->changed_count(), 0);
  ASSERT_EQ(response->standings().not_in_force_count(), 1);
  EXPECT_EQ(response->standings().standings(0).key(), "H44.1/2026-08/TOTAL");
  EXPECT_EQ(response->standings().standings(0).standing(), record::v1::STANDING_OLDER);
}

TEST_F(ReportingServiceTest, AReadingBeforeTheLastOneIsToldOfUnlessItSaysTheSame) {
  RecordUnits();
  const OfficialFigure last = MakeFigure("H44.1", "TOTAL", "58.58");
  ASSERT_TRUE(Record({last}).ok());
  const auto read_before = [&](const std::string& value, int64_t seconds) {
    OfficialFigure figure = MakeFigure("H44.1", "TOTAL", value);
    figure.mutable_read_time()->set_seconds(last.read_time().seconds() - seconds);
    return figure;
  };
  const auto same = Record({read_before("58.58", 60)});
  ASSERT_TRUE(same.ok()) << same.status();
  EXPECT_EQ(same->standings().not_in_force_count(), 0);
  for (const bool validate_only : {true, false}) {
    const auto other = Record({read_before("58.59", 120)}, validate_only);
    ASSERT_TRUE(other.ok()) << other.status();
    EXPECT_EQ(other->changed_count(), 1);
    EXPECT_EQ(other->changed_not_in_force_count(), 1);
    ASSERT_EQ(other->standings().not_in_force_count(), 1);
    EXPECT_EQ(other->standings().standings(0).standing(), record::v1::STANDING_OLDER);
  }
  const auto again = Record({read_before("58.59", 120)});
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->unchanged_count(), 1);
  EXPECT_EQ(again->changed_not_in_force_count(), 0);
  EXPECT_EQ(again->standings().not_in_force_count(), 1);
  // One that is taken back shows nothing, and nothing is hidden by one that was.
  OfficialFigure gone = last;
  gone.set_revision(last.revision() + 1);
  gone.set_retracted(true);
  ASSERT_TRUE(Record({gone}).ok());
  const auto shown = Record({read_before("58.60", 30)});
  ASSERT_TRUE(shown.ok()) << shown.status();
  EXPECT_EQ(shown->standings().not_in_force_count(), 0);
}

TEST_F(ReportingServiceTest, ACodeOfNoTextIsRefusedAloneAndNotItsNeighbours) {
  RecordUnits();
  const auto response =
      Record({MakeFigure(std::string("H4\0", 3), "TOTAL", "1"), MakeFigure("H44.1", "TOTAL", "2")});
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->changed_count(), 1);
  ASSERT_EQ(response->verdicts_size(), 1);
  EXPECT_EQ(response->verdicts(0).reason(), "CODE_MALFORMED");
}

TEST_F(ReportingServiceTest, AHistoryJoinsScoresAndFigures) {
  RecordUnits({MakeScore("H44.1", 5858), MakeScore("H44.1", 5688, "2026-07")});
  ASSERT_TRUE(Record({MakeFigure("H44.1", "TOTAL", "58.6")}).ok());
  GetHistoryRequest request;
  request.set_unit_code("H44.1");
  const auto history = History(request);
  ASSERT_TRUE(history.ok()) << history.status();
  ASSERT_EQ(history->entries_size(), 2);
  EXPECT_EQ(history->entries(0).delta_points(), 170);
  EXPECT_EQ(history->entries(0).name(), "Xã H44.1");
  EXPECT_EQ(history->entries(0).official_figures(0).value(), "58.6");
  EXPECT_TRUE(history->entries(1).official_figures().empty());
}

TEST_F(ReportingServiceTest, ABulletinIsPublishedOnceAndReadsTheSameForEver) {
  RecordUnits();
  EXPECT_EQ(ReasonOf(Publish(Publication()).status()), "NOTHING_TO_PUBLISH");
  ASSERT_TRUE(Record({MakeFigure("H44", "TOTAL", "60"), MakeFigure("H44.1", "TOTAL", "58.58"),
                      MakeFigure("H44.1", "TOTAL", "56.88", 1'600'000'000, "2026-07"),
                      MakeFigure("H44.2", "TOTAL", "63.01")})
                  .ok());
  PublishBulletinRequest dry = Publication();
  dry.set_validate_only(true);
  const auto preview = Publish(dry);
  ASSERT_TRUE(preview.ok()) << preview.status();
  const auto bulletin = Publish(Publication());
  ASSERT_TRUE(bulletin.ok()) << bulletin.status();
  EXPECT_EQ(bulletin->name(), "units/H44/bulletins/2026-08.1");
  EXPECT_EQ(bulletin->rows_size(), 4);
  EXPECT_TRUE(bulletin->rows(0).own_offices());
  EXPECT_EQ(ReasonOf(Publish(Publication()).status()), "ALREADY_PUBLISHED");
  EXPECT_EQ(ReasonOf(Publish(dry).status()), "ALREADY_PUBLISHED");

  std::vector<Rendition> before;
  const auto all = [&] {
    std::vector<Rendition> renditions;
    for (const auto format : {RENDITION_FORMAT_TEXT, RENDITION_FORMAT_HTML, RENDITION_FORMAT_CSV}) {
      for (const auto language : {LANGUAGE_VI, LANGUAGE_EN}) {
        const auto rendition = Render("units/H44/bulletins/2026-08", format, language);
        EXPECT_TRUE(rendition.ok()) << rendition.status();
        EXPECT_EQ(rendition->sha256(), Sha256(rendition->content()));
        EXPECT_EQ(rendition->name(), bulletin->name());
        renditions.push_back(*rendition);
      }
    }
    return renditions;
  };
  before = all();
  ASSERT_TRUE(Record({MakeFigure("H44.1", "TOTAL", "99.99", 1'750'000'000)}).ok());
  const auto after = all();
  for (size_t i = 0; i < before.size(); ++i) EXPECT_EQ(after[i].content(), before[i].content());
  GetBulletinRequest get;
  get.set_name(bulletin->name());
  EXPECT_EQ(Call(&Service::Stub::GetBulletin, get)->SerializeAsString(), bulletin->SerializeAsString());
  EXPECT_EQ(Render(bulletin->name(), RENDITION_FORMAT_UNSPECIFIED, LANGUAGE_UNSPECIFIED)->content(),
            before[0].content());
}

TEST_F(ReportingServiceTest, ABulletinThatNobodyCouldReadIsNotPublished) {
  constexpr int kUnits = 13'000;
  Writer writer(replica_);
  writer.Open();
  ScoreUpdate update = Update(1);
  *update.add_units() = MakeUnit("H44", "");
  for (int i = 0; i < kUnits; ++i) {
    record::v1::Unit& unit = *update.add_units() = MakeUnit(absl::StrCat("H44.", i));
    unit.set_name(std::string(300, 'x'));
  }
  writer.UpdateOk(update);
  ASSERT_TRUE(Record({MakeFigure("H44.1", "TOTAL", "58.58")}).ok());
  PublishBulletinRequest request = Publication();
  EXPECT_EQ(ReasonOf(Publish(request).status()), "BULLETIN_TOO_LARGE");
  request.set_validate_only(true);
  EXPECT_EQ(ReasonOf(Publish(request).status()), "BULLETIN_TOO_LARGE");
  GetBulletinRequest get;
  get.set_name("units/H44/bulletins/2026-08");
  EXPECT_EQ(Call(&Service::Stub::GetBulletin, get).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(ReportingServiceTest, AComputedBulletinSaysWhatItRestsOn) {
  RecordUnits({MakeScore("H44", 6000, "2026-08", record::v1::SCOPE_OWN_OFFICES), MakeScore("H44.1", 5858),
               MakeScore("H44.1", 5688, "2026-07"), MakeScore("H44.2", -100)});
  const auto bulletin = Publish(Publication(BASIS_COMPUTED));
  ASSERT_TRUE(bulletin.ok()) << bulletin.status();
  EXPECT_EQ(bulletin->definition_id(), "766-2026");
  EXPECT_EQ(bulletin->positions(0).sequence(), 10);
  EXPECT_EQ(bulletin->as_of_time().seconds(), kNoon);
  ASSERT_EQ(bulletin->rows_size(), 4);
  EXPECT_TRUE(bulletin->rows(0).own_offices());
}

TEST_F(ReportingServiceTest, GoingDownEndsStreamsAndThoseWhoWait) {
  Writer writer(replica_);
  writer.Open();
  GetProgressRequest request;
  request.add_min_positions()->set_log("main");
  request.mutable_min_positions(0)->set_sequence(1);
  absl::Status waited;
  std::thread waiter([&] { waited = Call(&Service::Stub::GetProgress, request).status(); });
  replica_.service().Stop();
  waiter.join();
  EXPECT_EQ(waited.code(), absl::StatusCode::kUnavailable) << waited;
  EXPECT_FALSE(writer.Finish().ok());
  EXPECT_EQ(Writer(replica_).Finish().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace chiso
