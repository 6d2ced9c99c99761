// Settings of every command: addresses of the services, timeout, language.

#ifndef CHISO_TOOLS_CLIENT_SETTINGS_H_
#define CHISO_TOOLS_CLIENT_SETTINGS_H_

#include <string>

#include "CLI/CLI.hpp"
#include "absl/time/time.h"
#include "tools/client/rpc/connection.h"
#include "tools/client/words/texts.h"

namespace chiso {

struct Settings {
  std::string ingestion_address = "127.0.0.1:7661";
  std::string scoring_address = "127.0.0.1:7662";
  std::string reporting_address = "127.0.0.1:7663";
  double timeout_seconds = 30;
  // `en` or `vi`; empty: not given, which is English.
  std::string language_word;

  absl::Duration timeout() const { return absl::Seconds(timeout_seconds); }
  // The language of tables and messages.
  Language language() const { return language_word == "vi" ? Language::kVietnamese : Language::kEnglish; }
  Endpoint ingestion() const { return {"ingestion", ingestion_address, timeout()}; }
  Endpoint scoring() const { return {"scoring", scoring_address, timeout()}; }
  Endpoint reporting() const { return {"reporting", reporting_address, timeout()}; }
};

// Adds the options that fill the settings, by flag or by environment variable. The settings must outlive the
// program.
void AddSettings(CLI::App& program, Settings& settings);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_SETTINGS_H_
