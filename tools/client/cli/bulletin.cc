#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "chiso/reporting/v1/reporting_service.grpc.pb.h"
#include "common/errors.h"
#include "tools/client/cli/commands.h"
#include "tools/client/cli/options.h"
#include "tools/client/cli/publication.h"
#include "tools/client/json.h"
#include "tools/client/view/bulletin_view.h"

namespace chiso {
namespace {

using reporting::v1::Bulletin;
using reporting::v1::ReportingService;

constexpr char kPublishFooter[] =
    "The file of --letter is chiso.reporting.v1.Letter in protobuf's JSON.\n"
    "A period is published once. To publish again, also after a call that broke off, only tells ingestion "
    "what is\n"
    "published, so that records that come too late for it bring a warning.\n"
    "Examples:\n"
    "  chiso bulletin publish --unit 000.00.30.H53 --period 2023-02 --basis official --letter letter.json\n"
    "  chiso bulletin publish --unit H44 --period 2026-08 --basis computed --validate-only";
constexpr char kShowFooter[] =
    "Example:\n"
    "  chiso bulletin show --unit 000.00.30.H53 --period 2023-02";
constexpr char kRenderFooter[] =
    "Vietnamese, unless --lang or CHISO_LANG says otherwise.\n"
    "Example:\n"
    "  chiso --lang vi bulletin render --unit 000.00.30.H53 --period 2023-02 --format html --output "
    "letter.html";

struct Options {
  std::string unit;
  std::string period;
  std::string format;
  // publish
  std::string basis;
  std::string letter;
  bool validate_only = false;
  // show, render; 0: the latest.
  int revision = 0;
  // render; empty: standard output.
  std::string output;
};

std::string NameOf(const Options& options) {
  std::string name = absl::StrCat("units/", options.unit, "/bulletins/", options.period);
  if (options.revision > 0) absl::StrAppend(&name, ".", options.revision);
  return name;
}

// A failure to record the publication does not undo it: it is a warning only.
void Tell(const Settings& settings, const Bulletin& bulletin) {
  const absl::Status told = RecordPublication(settings, bulletin);
  if (told.ok()) return;
  std::cerr
      << "chiso: the bulletin is published, but records that come too late for it will bring no warning "
         "until this command is run again: "
      << told.message() << std::endl;
}

absl::StatusOr<Bulletin> Get(Connection<ReportingService>& reporting, const Options& options) {
  reporting::v1::GetBulletinRequest request;
  request.set_name(NameOf(options));
  return reporting.Call(&ReportingService::Stub::GetBulletin, request);
}

// What is to be said where publishing ended with this error. Who published may have gone before he told
// ingestion, or never heard that he had published: so what is published already is told once more.
absl::Status NotPublished(const Settings& settings, Connection<ReportingService>& reporting,
                          const Options& options, const absl::Status& error) {
  if (options.validate_only) return error;
  if (ReasonOf(error) == "ALREADY_PUBLISHED") {
    const auto bulletin = Get(reporting, options);
    if (!bulletin.ok()) return bulletin.status();
    Tell(settings, *bulletin);
    return absl::FailedPreconditionError(absl::StrCat(error.message(), ", as ", bulletin->name()));
  }
  if (IsCallersFault(error) || RetryDelayOf(error)) return error;
  return absl::Status(error.code(), absl::StrCat(error.message(),
                                                 "; whether the bulletin is published is not known, and to "
                                                 "run this command again does no harm"));
}

absl::StatusOr<ExitCode> Publish(const Settings& settings, const Options& options) {
  reporting::v1::PublishBulletinRequest request;
  request.set_unit_code(options.unit);
  request.set_period(options.period);
  request.set_basis(options.basis == "official" ? reporting::v1::BASIS_OFFICIAL
                                                : reporting::v1::BASIS_COMPUTED);
  request.set_validate_only(options.validate_only);
  if (!options.letter.empty()) {
    const absl::Status read = ReadJson(options.letter, *request.mutable_letter());
    if (!read.ok()) return read;
  }
  Connection<ReportingService> reporting(settings.reporting());
  const auto bulletin = reporting.Call(&ReportingService::Stub::PublishBulletin, request);
  if (!bulletin.ok()) return NotPublished(settings, reporting, options, bulletin.status());
  if (!options.validate_only) Tell(settings, *bulletin);
  const Language language = settings.language();
  if (options.format == "json") {
    std::cout << ToJson(*bulletin);
  } else if (options.validate_only) {
    std::cout << Say(language, Text::kCheckedNotPublished) << "\n\n" << BulletinText(*bulletin, language);
  } else {
    std::cout << Say(language, Text::kPublishedAs, bulletin->name(), bulletin->rows_size(),
                     bulletin->columns_size(), BasisText(language, bulletin->basis()))
              << "\n";
  }
  return ExitCode::kDone;
}

absl::StatusOr<ExitCode> Show(const Settings& settings, const Options& options) {
  Connection<ReportingService> reporting(settings.reporting());
  const auto bulletin = Get(reporting, options);
  if (!bulletin.ok()) return bulletin.status();
  std::cout << (options.format == "json" ? ToJson(*bulletin) : BulletinText(*bulletin, settings.language()));
  return ExitCode::kDone;
}

absl::Status Write(const std::string& path, const std::string& content) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << content;
  file.close();
  if (file) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(path, ": ", std::strerror(errno)));
}

absl::StatusOr<ExitCode> Render(const Settings& settings, const Options& options) {
  Connection<ReportingService> reporting(settings.reporting());
  reporting::v1::RenderBulletinRequest request;
  request.set_name(NameOf(options));
  request.set_format(options.format == "html"  ? reporting::v1::RENDITION_FORMAT_HTML
                     : options.format == "csv" ? reporting::v1::RENDITION_FORMAT_CSV
                                               : reporting::v1::RENDITION_FORMAT_TEXT);
  request.set_language(settings.language_word == "en" ? reporting::v1::LANGUAGE_EN
                                                      : reporting::v1::LANGUAGE_VI);
  const auto rendition = reporting.Call(&ReportingService::Stub::RenderBulletin, request);
  if (!rendition.ok()) return rendition.status();
  if (options.output.empty()) {
    std::cout << rendition->content();
  } else if (absl::Status written = Write(options.output, rendition->content()); !written.ok()) {
    return written;
  }
  return ExitCode::kDone;
}

using Work = absl::StatusOr<ExitCode> (*)(const Settings&, const Options&);

// A command below `bulletin`; its own options are added to what it gives.
CLI::App* AddWork(CLI::App& bulletin, const std::string& name, const std::string& description,
                  const char* footer, std::shared_ptr<Options> options, Work work, const Settings& settings,
                  Action& action) {
  CLI::App* const command = bulletin.add_subcommand(name, description);
  AddUnit(*command, options->unit);
  AddPeriod(*command, options->period);
  command->footer(footer);
  command->callback([options, work, &settings, &action] {
    action = [options, work, &settings] { return work(settings, *options); };
  });
  return command;
}

void AddPublish(CLI::App& bulletin, const Settings& settings, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* const command = AddWork(
      bulletin, "publish", "Freezes what is known of a unit and the units below it, with all renditions.",
      kPublishFooter, options, &Publish, settings, action);
  command
      ->add_option("--basis", options->basis, "Whose figures decide totals and ranking: official or computed")
      ->required()
      ->type_name("BASIS")
      ->check(CLI::IsMember({"official", "computed"}));
  command->add_option("--letter", options->letter, "The parts of the letter that are not figures")
      ->type_name("FILE");
  command->add_flag("--validate-only", options->validate_only,
                    "Show what would be published and store nothing");
  AddFormat(*command, options->format, {"table", "json"});
}

void AddRevision(CLI::App& command, int& revision) {
  command.add_option("--revision", revision, "The revision, from 1; unset: the latest")
      ->type_name("NUMBER")
      ->check(CLI::Range(1, 1000000));
}

void AddShow(CLI::App& bulletin, const Settings& settings, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* const command =
      AddWork(bulletin, "show", "Shows a bulletin: summary, annex, and whose figures they are.", kShowFooter,
              options, &Show, settings, action);
  AddRevision(*command, options->revision);
  AddFormat(*command, options->format, {"table", "json"});
}

void AddRender(CLI::App& bulletin, const Settings& settings, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* const command = AddWork(
      bulletin, "render", "Gives a bulletin as a document, byte for byte as stored when it was published.",
      kRenderFooter, options, &Render, settings, action);
  AddRevision(*command, options->revision);
  AddFormat(*command, options->format, {"text", "html", "csv"});
  command->add_option("--output", options->output, "Where to write it; unset: standard output")
      ->type_name("FILE");
}

}  // namespace

void AddBulletin(CLI::App& program, const Settings& settings, Action& action) {
  CLI::App* const bulletin = program.add_subcommand(
      "bulletin", "Publishes the bulletin of a period, shows it, and gives it as a document.");
  bulletin->require_subcommand(1);
  bulletin->footer("Example:\n  chiso bulletin show --help");
  AddPublish(*bulletin, settings, action);
  AddShow(*bulletin, settings, action);
  AddRender(*bulletin, settings, action);
}

}  // namespace chiso
