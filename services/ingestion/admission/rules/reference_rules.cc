// Procedures, days of the calendar, and feeds.

#include "services/ingestion/admission/rules/kind_rules.h"

namespace chiso::rules {

namespace rv1 = record::v1;
using namespace ingestion::v1;  // NOLINT: the reasons are this file's vocabulary.

namespace {

constexpr int kMaxLevels = 10;
constexpr int kMaxWorkingDays = 1000;
constexpr int kMaxPrecedence = 1000;

// The first and the last day on which the content holds, both optional.
Finding Days(absl::string_view first_field, absl::string_view last_field, const auto& content) {
  if (auto f = Date(first_field, content.valid_from())) return f;
  if (auto f = Date(last_field, content.valid_to())) return f;
  return DatesInOrder(last_field, content.valid_from(), content.valid_to(), "valid_from");
}

}  // namespace

Finding CheckKey(const rv1::Procedure& procedure) {
  if (auto f = RequiredCode("procedure.code", procedure.code())) return f;
  return RequiredCode("procedure.unit_code", procedure.unit_code());
}

Finding CheckContent(const rv1::Procedure& procedure, absl::Time) {
  if (auto f = Name("procedure.name", procedure.name(), kMaxProcedureNameBytes)) return f;
  if (auto f = Length("procedure.levels", procedure.levels_size(), kMaxLevels)) return f;
  for (int i = 0; i < procedure.levels_size(); ++i) {
    const int level = procedure.levels(i);
    if (auto f = Known("procedure.levels", level, rv1::Level_IsValid(level))) return f;
  }
  if (auto f = KnownOrEmpty("procedure.online_level", rv1::OnlineLevel_IsValid(procedure.online_level())))
    return f;
  if (auto f = Date("procedure.effective_date", procedure.effective_date())) return f;
  if (auto f = Date("procedure.announce_date", procedure.announce_date())) return f;
  if (auto f = Date("procedure.publish_date", procedure.publish_date())) return f;
  if (auto f = DatesInOrder("procedure.publish_date", procedure.announce_date(), procedure.publish_date(),
                            "announce_date")) {
    return f;
  }
  if (auto f = Days("procedure.valid_from", "procedure.valid_to", procedure)) return f;
  if (!procedure.has_max_working_days()) return {};
  return Number("procedure.max_working_days", procedure.max_working_days(), 1, kMaxWorkingDays);
}

std::string KeyText(const rv1::Procedure& procedure) {
  return absl::StrCat(procedure.code(), "/", procedure.unit_code());
}

void KeepKey(rv1::Procedure& procedure) {
  rv1::Procedure key;
  key.set_code(procedure.code());
  key.set_unit_code(procedure.unit_code());
  procedure = std::move(key);
}

Finding CheckKey(const rv1::CalendarDay& day) {
  if (auto f = Required("calendar_day.date", day.date())) return f;
  if (auto f = Date("calendar_day.date", day.date())) return f;
  return day.unit_code().empty() ? Finding() : Code("calendar_day.unit_code", day.unit_code());
}

Finding CheckContent(const rv1::CalendarDay& day, absl::Time) {
  return Known("calendar_day.kind", day.kind(), rv1::DayKind_IsValid(day.kind()));
}

std::string KeyText(const rv1::CalendarDay& day) {
  return day.unit_code().empty() ? day.date() : absl::StrCat(day.date(), "/", day.unit_code());
}

void KeepKey(rv1::CalendarDay& day) { day.clear_kind(); }

Finding CheckKey(const rv1::FeedDeclaration& feed) {
  if (auto f = Required("feed.sender", feed.sender())) return f;
  if (auto f = SenderName("feed.sender", feed.sender())) return f;
  if (auto f = Known("feed.kind", feed.kind(), rv1::RecordKind_IsValid(feed.kind()))) return f;
  return feed.unit_code().empty() ? Finding() : Code("feed.unit_code", feed.unit_code());
}

Finding CheckContent(const rv1::FeedDeclaration& feed, absl::Time) {
  if (auto f = Days("feed.valid_from", "feed.valid_to", feed)) return f;
  if (!feed.has_precedence()) return {};
  return Number("feed.precedence", feed.precedence(), 1, kMaxPrecedence);
}

std::string KeyText(const rv1::FeedDeclaration& feed) {
  const std::string key = absl::StrCat(feed.sender(), "/", rv1::RecordKind_Name(feed.kind()));
  return feed.unit_code().empty() ? key : absl::StrCat(key, "/", feed.unit_code());
}

void KeepKey(rv1::FeedDeclaration& feed) {
  feed.clear_precedence();
  feed.clear_valid_from();
  feed.clear_valid_to();
}

}  // namespace chiso::rules
