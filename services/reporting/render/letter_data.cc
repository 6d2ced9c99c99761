#include "services/reporting/render/letter_data.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/fixed_point.h"
#include "common/period.h"
#include "common/text.h"
#include "services/reporting/bulletin/catalogue.h"
#include "services/reporting/bulletin/summary.h"
#include "services/reporting/render/local_format.h"

namespace chiso {
namespace {

namespace rv1 = reporting::v1;
using kainjow::mustache::data;
using kainjow::mustache::list;

absl::Time TimeOf(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

class LetterWriter {
 public:
  LetterWriter(const rv1::Bulletin& bulletin, const rv1::FigureCatalogue& catalogue, rv1::Language language)
      : bulletin_(bulletin), summary_(bulletin.summary()), catalogue_(catalogue), language_(language) {}

  data Write() {
    Frame();
    const Period period = *Period::Parse(bulletin_.period());
    out_.set("period", PeriodData(period));
    out_.set("previous_period", PeriodData(period.Previous()));
    Totals();
    Changes();
    Overdue();
    Weaknesses();
    Notes();
    return std::move(out_);
  }

 private:
  bool english() const { return language_ == rv1::LANGUAGE_EN; }
  const std::string& Pick(const std::string& vi, const std::string& en) const { return english() ? en : vi; }

  void SetText(const std::string& key, const std::string& text) {
    if (!text.empty()) out_.set(key, text);
  }

  // Templates end each line of a list with `;` and the last with `.`, so the typed ends are removed.
  void SetLines(const std::string& key, const google::protobuf::RepeatedPtrField<std::string>& lines) {
    std::vector<data> items;
    for (absl::string_view line : lines) {
      while (!line.empty() && absl::string_view(";., ").find(line.back()) != absl::string_view::npos)
        line.remove_suffix(1);
      if (!line.empty()) items.emplace_back("text", std::string(line));
    }
    if (!items.empty()) out_.set(key, PunctuatedList(std::move(items)));
  }

  void Frame() {
    const rv1::Letter& letter = bulletin_.letter();
    const std::string& agency = letter.agency().empty() ? bulletin_.unit_name() : letter.agency();
    out_.set("unit_name", bulletin_.unit_name());
    out_.set("agency", agency);
    out_.set("agency_upper", ToUpper(agency));
    out_.set("area", letter.area().empty() ? bulletin_.unit_name() : letter.area());
    SetText("place", letter.place());
    SetText("units_below", letter.units_below());
    SetLines("legal_bases", letter.legal_bases());
    SetLines("addressees", letter.addressees());
    SetLines("recipients", letter.recipients());
    std::vector<data> signer;
    for (const std::string& line : letter.signer_office()) signer.emplace_back("text", line);
    if (!signer.empty()) out_.set("signer_office", PunctuatedList(std::move(signer)));
    Provenance();
  }

  void Provenance() {
    out_.set("name", bulletin_.name());
    out_.set("official", bulletin_.basis() == rv1::BASIS_OFFICIAL);
    out_.set("computed", bulletin_.basis() == rv1::BASIS_COMPUTED);
    out_.set("revised", bulletin_.revision_number() > 1);
    out_.set("revision_number", absl::StrCat(bulletin_.revision_number()));
    // Officials count the amendments, not the first issue.
    out_.set("amendment_number", absl::StrCat(bulletin_.revision_number() - 1));
    SetText("definition_id", bulletin_.definition_id());
    SetText("definition_sha256", absl::BytesToHexString(bulletin_.definition_sha256()));
    if (bulletin_.has_publish_time())
      out_.set("publish_date", LocalDateOf(bulletin_.publish_time(), language_));
    if (bulletin_.has_as_of_time()) out_.set("as_of_date", LocalDateOf(bulletin_.as_of_time(), language_));
    std::vector<data> positions;
    for (const record::v1::Position& position : bulletin_.positions()) {
      data item("log", position.log());
      item.set("sequence", absl::StrCat(position.sequence()));
      positions.push_back(std::move(item));
    }
    out_.set("any_positions", !positions.empty());
    out_.set("positions", PunctuatedList(std::move(positions)));
  }

  data PeriodData(const Period& period) const {
    data out;
    const absl::CivilMonth first = period.first_month();
    out.set("year", absl::StrCat(first.year()));
    out.set("month", false);
    if (period.kind() == Period::Kind::kMonth) {
      data month("number", LocalMonth(first.month(), language_));
      for (int i = 1; i <= 12; ++i) month.set(absl::StrCat("m", i), i == first.month());
      out.set("month", month);
    }
    out.set("quarter", false);
    if (period.kind() == Period::Kind::kQuarter) {
      data quarter("number", absl::StrCat((first.month() + 2) / 3));
      for (int i = 1; i <= 4; ++i) quarter.set(absl::StrCat("q", i), i == (first.month() + 2) / 3);
      out.set("quarter", quarter);
    }
    out.set("first_half", period.kind() == Period::Kind::kHalfYear && first.month() == 1);
    out.set("second_half", period.kind() == Period::Kind::kHalfYear && first.month() == 7);
    out.set("whole_year", period.kind() == Period::Kind::kYear);
    return out;
  }

  data Mention(const rv1::BulletinMention& mention, const rv1::BulletinColumn& column) const {
    data out("name", bulletin_.rows(mention.row()).name());
    out.set("value", false);
    if (!mention.value().empty()) out.set("value", LocalValue(mention.value(), column, language_));
    const std::optional<Decimal> delta = Decimal::Parse(mention.delta());
    out.set("up", delta && *delta > Decimal());
    out.set("down", delta && *delta < Decimal());
    out.set("same", delta && *delta == Decimal());
    if (delta) out.set("change", LocalDeltaSize(mention.delta(), language_));
    return out;
  }

  data Mentions(const google::protobuf::RepeatedPtrField<rv1::BulletinMention>& mentions,
                const rv1::BulletinColumn& column) const {
    std::vector<data> items;
    for (const rv1::BulletinMention& mention : mentions) items.push_back(Mention(mention, column));
    return PunctuatedList(std::move(items));
  }

  static rv1::BulletinColumn Points() {
    rv1::BulletinColumn column;
    column.set_unit(rv1::FIGURE_UNIT_POINTS);
    return column;
  }

  void Totals() {
    if (summary_.has_own_offices()) out_.set("own_offices", Mention(summary_.own_offices(), Points()));
    if (summary_.highest().empty()) return;
    // Where all totals are equal there is neither a highest nor a lowest.
    const bool equal = summary_.highest(0).value() == summary_.lowest(0).value();
    data extremes("equal", equal);
    extremes.set("several", summary_.highest_size() > 1);
    extremes.set("highest", Mentions(summary_.highest(), Points()));
    extremes.set("lowest", Mentions(summary_.lowest(), Points()));
    extremes.set("value", LocalValue(summary_.highest(0).value(), Points(), language_));
    extremes.set("lowest_value", LocalValue(summary_.lowest(0).value(), Points(), language_));
    out_.set("extremes", extremes);
  }

  data Count(int count) const {
    data out("count", LetterCount(count, language_));
    out.set("one", count == 1);
    return out;
  }

  void Changes() {
    const int rose = summary_.rose_count(), unchanged = summary_.unchanged_count(),
              fell = summary_.fell_size();
    if (rose + unchanged + fell == 0) return;
    std::vector<data> counts;
    for (const auto& [key, count] :
         {std::pair("rose", rose), std::pair("fell", fell), std::pair("unchanged", unchanged),
          std::pair("unknown", summary_.unknown_count())}) {
      if (count == 0) continue;
      data item = Count(count);
      for (const char* const other : {"rose", "fell", "unchanged", "unknown"})
        item.set(other, other == std::string(key));
      counts.push_back(std::move(item));
    }
    data changes("counts", PunctuatedList(std::move(counts)));
    changes.set("any_fell", fell > 0);
    // A unit that cannot be compared may have fallen, so none has fallen only where all can be compared.
    changes.set("none_fell", fell == 0 && summary_.unknown_count() == 0);
    changes.set("fallen", Mentions(summary_.fell(), Points()));
    out_.set("changes", changes);
  }

  // The catalogue may have lost a code since the bulletin was built; its heading then serves as the phrase.
  std::string Phrase(const rv1::BulletinColumn& column) const {
    const rv1::FigureDefinition* const figure = FindFigure(catalogue_, column.code());
    if (figure == nullptr || figure->phrase_vi().empty()) return Pick(column.name_vi(), column.name_en());
    return Pick(figure->phrase_vi(), figure->phrase_en());
  }

  void AddOrder(const rv1::BulletinColumn& column, data units) {
    const rv1::FigureDefinition* const figure = FindFigure(catalogue_, column.code());
    if (figure == nullptr || figure->order_vi().empty()) return;
    data order("text", Pick(figure->order_vi(), figure->order_en()));
    order.set("any_first", units.is_non_empty_list());
    order.set("first_units", units);
    orders_.push_back(std::move(order));
  }

  void Overdue() {
    std::vector<data> sums;
    for (const rv1::BulletinSum& sum : summary_.overdue()) {
      const rv1::BulletinColumn& column = bulletin_.columns(sum.column());
      data item("sum", LocalNumber(sum.sum(), language_));
      item.set("phrase", Phrase(column));
      sums.push_back(std::move(item));
      if (sum.sum() != "0") AddOrder(column, list());
    }
    if (!sums.empty()) out_.set("overdue", data("sums", PunctuatedList(std::move(sums))));
  }

  void Weaknesses() {
    std::vector<data> items;
    for (const rv1::BulletinWeakness& weakness : summary_.weaknesses()) {
      const rv1::BulletinColumn& column = bulletin_.columns(weakness.column());
      data item = Count(weakness.below_count());
      item.set("phrase", Phrase(column));
      item.set("threshold", LocalValue(weakness.threshold(), column, language_));
      item.set("percent", column.unit() == rv1::FIGURE_UNIT_PERCENT);
      item.set("points", column.unit() == rv1::FIGURE_UNIT_POINTS);
      item.set("lowest", Mentions(weakness.lowest(), column));
      item.set("value", LocalValue(weakness.lowest(0).value(), column, language_));
      items.push_back(std::move(item));
      AddOrder(column, Mentions(weakness.lowest(), column));
    }
    if (!items.empty()) out_.set("weak", data("criteria", PunctuatedList(std::move(items))));
    out_.set("orders", PunctuatedList(std::move(orders_)));
  }

  std::string Received(int row) const {
    for (int i = 0; i < bulletin_.columns_size(); ++i) {
      if (bulletin_.columns(i).code() == "RECEIVED")
        return LocalNumber(bulletin_.rows(row).values(i), language_);
    }
    return "";
  }

  void Notes() {
    std::vector<data> notes;
    for (const rv1::BulletinNote& note : summary_.notes()) {
      data item;
      for (const char* const reason : {"SHARE_NOT_OF_RECEIVED", "TWO_DEFINITIONS_OF_OVERDUE", "CLOSE_RANKS",
                                       "DEFINITION_CHANGED", "THIN_DATA"}) {
        item.set(reason, note.reason() == reason);
      }
      const rv1::BulletinColumn column = note.column() < 0 ? Points() : bulletin_.columns(note.column());
      item.set("phrase", note.column() < 0 ? "" : Phrase(column));
      std::vector<data> rows;
      for (const rv1::BulletinMention& mention : note.rows()) {
        rows.push_back(Mention(mention, column));
        rows.back().set("received", Received(mention.row()));
      }
      item.set("rows", PunctuatedList(std::move(rows)));
      notes.push_back(std::move(item));
    }
    out_.set("close", LocalNumber(FormatHundredths(kCloseHundredths), language_));
    if (!notes.empty()) out_.set("notes", data("items", PunctuatedList(std::move(notes))));
  }

  const rv1::Bulletin& bulletin_;
  const rv1::BulletinSummary& summary_;
  const rv1::FigureCatalogue& catalogue_;
  const rv1::Language language_;
  data out_;
  std::vector<data> orders_;
};

}  // namespace

data PunctuatedList(std::vector<data> items) {
  data out(data::type::list);
  for (size_t i = 0; i < items.size(); ++i) {
    items[i].set("first", i == 0);
    items[i].set("last", i + 1 == items.size());
    out.push_back(items[i]);
  }
  return out;
}

std::string LocalDateOf(const google::protobuf::Timestamp& time, rv1::Language language) {
  return LocalDate(TimeOf(time), language);
}

data LetterData(const rv1::Bulletin& bulletin, const rv1::FigureCatalogue& catalogue,
                rv1::Language language) {
  return LetterWriter(bulletin, catalogue, language).Write();
}

}  // namespace chiso
