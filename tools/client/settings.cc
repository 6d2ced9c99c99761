#include "tools/client/settings.h"

namespace chiso {
namespace {

// The longest wait, in seconds: a day.
constexpr double kMaxTimeout = 86400;

void AddAddress(CLI::App& program, const std::string& service, std::string& address,
                const std::string& variable) {
  program.add_option("--" + service, address, "Where the service " + service + " is")
      ->envname(variable)
      ->type_name("HOST:PORT")
      ->take_last()
      ->capture_default_str()
      ->group("Global options");
}

std::string CheckTimeout(const std::string& text) {
  double seconds = 0;
  if (CLI::detail::lexical_cast(text, seconds) && seconds > 0 && seconds <= kMaxTimeout) return "";
  return "must be a number of seconds above 0, at most 86400";
}

}  // namespace

void AddSettings(CLI::App& program, Settings& settings) {
  AddAddress(program, "ingestion", settings.ingestion_address, "CHISO_INGESTION");
  AddAddress(program, "scoring", settings.scoring_address, "CHISO_SCORING");
  AddAddress(program, "reporting", settings.reporting_address, "CHISO_REPORTING");
  program
      .add_option(
          "--timeout", settings.timeout_seconds,
          "How long a call may take, waiting included; an import ends after as long without an answer")
      ->envname("CHISO_TIMEOUT")
      ->type_name("SECONDS")
      ->check(CheckTimeout)
      ->take_last()
      ->capture_default_str()
      ->group("Global options");
  program
      .add_option(
          "--lang", settings.language_word,
          "The language of tables and messages: vi or en; unset: en, and vi for renditions of bulletins")
      ->envname("CHISO_LANG")
      ->type_name("LANGUAGE")
      ->check(CLI::IsMember({"vi", "en"}))
      ->take_last()
      ->group("Global options");
}

}  // namespace chiso
