#include "services/ingestion/admission/admission.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/period.h"
#include "common/personal.h"
#include "common/text.h"
#include "common/unseen.h"
#include "services/ingestion/admission/rules/kind_rules.h"

namespace chiso {
namespace {

namespace rv1 = record::v1;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using ingestion::v1::Verdict;

// The texts that are official names.
bool IsName(const FieldDescriptor& field) {
  static const FieldDescriptor* const kNames[] = {
      rv1::Unit::descriptor()->FindFieldByNumber(rv1::Unit::kNameFieldNumber),
      rv1::UnitAlias::descriptor()->FindFieldByNumber(rv1::UnitAlias::kAliasFieldNumber),
      rv1::UnitChange::descriptor()->FindFieldByNumber(rv1::UnitChange::kLegalBasisFieldNumber),
      rv1::Procedure::descriptor()->FindFieldByNumber(rv1::Procedure::kNameFieldNumber),
      rv1::Dossier::descriptor()->FindFieldByNumber(rv1::Dossier::kUnitNameFieldNumber),
  };
  return std::find(std::begin(kNames), std::end(kNames), &field) != std::end(kNames);
}

bool HoldsUnseen(const std::string& name) {
  return TrimUnseen(name).size() != name.size() || FindUnseen(name).has_value();
}

// Leaves alone what is no clean text, and is refused.
void ReadAsSeen(std::string& name) {
  if (HoldsUnseen(name) && IsCleanText(name)) name = chiso::ReadAsSeen(name).value_or(name);
}

// Whether the dossier's unit would be given by its code if the name did not hide it.
bool HidesItsUnit(const rv1::Dossier& dossier) {
  return dossier.unit_code().empty() && HoldsUnseen(dossier.unit_name()) &&
         HidesUnitCode(dossier.unit_name());
}

bool MayBeKept(const FieldDescriptor& field, const std::string& text) {
  if (IsName(field)) return !Name("", text, kMaxProcedureNameBytes).has_value();
  return (IsLongCode(text) || IsSenderName(text)) && !LooksPersonal(text);
}

void KeepWellFormedTexts(Message& message) {
  const Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* const field : fields) {
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      if (!field->is_repeated()) {
        KeepWellFormedTexts(*reflection.MutableMessage(&message, field));
        continue;
      }
      for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
        KeepWellFormedTexts(*reflection.MutableRepeatedMessage(&message, field, i));
      }
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      if (!field->is_repeated()) {
        if (!MayBeKept(*field, reflection.GetString(message, field))) reflection.ClearField(&message, field);
        continue;
      }
      for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
        if (!MayBeKept(*field, reflection.GetRepeatedString(message, field, i))) {
          reflection.SetRepeatedString(&message, field, i, "");
        }
      }
    }
  }
}

// Whether the key holds nothing that KeepWellFormed would empty.
bool KeyMayBeKept(const rv1::Record& record) {
  rv1::Record kept = record;
  KeepKeyOnly(kept);
  KeepWellFormed(kept);
  return KeyOf(kept) == KeyOf(record);
}

DayRun DaysOf(const std::string& period) {
  const std::optional<Period> parsed = Period::Parse(period);
  return parsed ? DayRun::Of(*parsed) : DayRun();
}

// Where there is no time any will do.
DayRun DayOf(bool given, const google::protobuf::Timestamp& time) {
  return given ? DayRun::Of(DayNumberIn(time)) : DayRun();
}

// What each kind mentions.
struct Mentions {
  absl::string_view sender;
  absl::FunctionRef<void(const CodeMention&)> f;

  void Unit(absl::string_view field, const std::string& code, const UnitWhen& when = {}) const {
    if (!code.empty()) f({CodeKind::kUnit, field, code, when});
  }
  void Sender(absl::string_view field, const std::string& name) const {
    if (!name.empty() && name != sender) f({CodeKind::kSender, field, name, {}});
  }
  // Of what is of a period.
  void Counted(absl::string_view field, const auto& count) const {
    UnitWhen when{DaysOf(count.period())};
    if (!count.unit_valid_from().empty()) when.first_day = DayRun::Between(count.unit_valid_from(), "").first;
    Unit(field, count.unit_code(), when);
  }

  void operator()(const rv1::Unit& unit) const {
    Unit("unit.parent_code", unit.parent_code(), {DayRun::Between(unit.valid_from(), unit.valid_to())});
  }
  void operator()(const rv1::Return& ret) const { Counted("unit_return.unit_code", ret); }
  void operator()(const rv1::Dossier& dossier) const {
    if (dossier.unit_code().empty()) {
      f({CodeKind::kAlias, "dossier.unit_name", absl::StrCat(sender, "/", dossier.unit_name()), {}});
    } else {
      Unit("dossier.unit_code", dossier.unit_code(),
           {DayOf(dossier.has_receive_time(), dossier.receive_time())});
    }
    f({CodeKind::kProcedure, "dossier.procedure_code", dossier.procedure_code(), {}});
  }
  void operator()(const rv1::ProgressLine&) const {}
  void operator()(const rv1::Petition& petition) const {
    Unit("petition.unit_code", petition.unit_code(),
         {DayOf(petition.has_receive_time(), petition.receive_time())});
  }
  void operator()(const rv1::SatisfactionAnswer&) const {}
  void operator()(const rv1::Procedure& procedure) const {
    Unit("procedure.unit_code", procedure.unit_code(),
         {DayRun::Between(procedure.valid_from(), procedure.valid_to())});
  }
  void operator()(const rv1::NationalTotal& total) const { Counted("national_total.unit_code", total); }
  void operator()(const rv1::CertifiedCopyCount& copies) const {
    Counted("certified_copy.unit_code", copies);
  }
  void operator()(const rv1::CalendarDay& day) const {
    Unit("calendar_day.unit_code", day.unit_code(), {DayRun::Between(day.date(), day.date())});
  }
  void operator()(const rv1::UnitChange& change) const {
    const DayRun after = DayRun::Between(change.change_date(), "");
    Unit("unit_change.from.code", change.from().code(), {DayRun{.last = after.first - 1}});
    Unit("unit_change.to.code", change.to().code(), {after});
  }
  void operator()(const rv1::UnitAlias& alias) const {
    Sender("unit_alias.sender", alias.sender());
    Unit("unit_alias.unit_code", alias.unit_code(), {DayRun::Between(alias.valid_from(), alias.valid_to())});
  }
  void operator()(const rv1::Publication& publication) const {
    Counted("publication.unit_code", publication);
  }
  void operator()(const rv1::FeedDeclaration& feed) const {
    Sender("feed.sender", feed.sender());
    Unit("feed.unit_code", feed.unit_code(), {DayRun::Between(feed.valid_from(), feed.valid_to())});
  }
};

}  // namespace

std::vector<Verdict> Examine(const rv1::Record& record, absl::Time now) {
  std::vector<Verdict> verdicts;
  if (record.content_case() == rv1::Record::CONTENT_NOT_SET) {
    verdicts.push_back(
        MakeVerdict(ingestion::v1::REASON_CONTENT_MISSING, "",
                    "the record says nothing, or is of a kind that this service does not know"));
    return verdicts;
  }
  if (Finding fault = rules::Visit(record, [](const auto& content) { return rules::CheckKey(content); })) {
    verdicts.push_back(*std::move(fault));
    return verdicts;
  }
  // The content first: where a revision was made from a time of the content, the time is what is wrong.
  Finding fault;
  if (!record.retracted()) {
    fault = rules::Visit(record, [now](const auto& content) { return rules::CheckContent(content, now); });
  }
  if (!fault) fault = Revision(record.revision(), now);
  if (!fault) fault = RevisionOrder(record.revision_order());
  if (fault) {
    verdicts.push_back(*fault);
  } else if (!record.retracted()) {
    rules::Visit(record, [&](const auto& content) { rules::AddWarnings(content, now, verdicts); });
  }
  if (fault && !KeyMayBeKept(record)) return verdicts;
  for (Verdict& verdict : verdicts) verdict.set_key(KeyOf(record));
  return verdicts;
}

rv1::RecordKind KindOf(const rv1::Record& record) {
  // The contract: a kind is the number of its field less 10.
  return record.content_case() == rv1::Record::CONTENT_NOT_SET
             ? rv1::RECORD_KIND_UNSPECIFIED
             : static_cast<rv1::RecordKind>(record.content_case() - 10);
}

std::string KeyOf(const rv1::Record& record) {
  return rules::Visit(record, [](const auto& content) { return rules::KeyText(content); });
}

absl::string_view SubjectOf(const rv1::Record& record, std::string& key) {
  if (record.has_dossier()) return record.dossier().code();
  if (record.has_progress()) return record.progress().dossier_code();
  if (record.has_satisfaction()) return record.satisfaction().dossier_code();
  key = KeyOf(record);
  return key;
}

void ReadNamesAsSeen(rv1::Record& record) {
  switch (record.content_case()) {
    case rv1::Record::kDossier:
      if (!record.dossier().unit_name().empty() && !HidesItsUnit(record.dossier())) {
        ReadAsSeen(*record.mutable_dossier()->mutable_unit_name());
      }
      break;
    case rv1::Record::kUnit:
      ReadAsSeen(*record.mutable_unit()->mutable_name());
      break;
    case rv1::Record::kUnitAlias:
      ReadAsSeen(*record.mutable_unit_alias()->mutable_alias());
      break;
    case rv1::Record::kUnitChange:
      ReadAsSeen(*record.mutable_unit_change()->mutable_legal_basis());
      break;
    case rv1::Record::kProcedure:
      ReadAsSeen(*record.mutable_procedure()->mutable_name());
      break;
    default:
      break;
  }
}

void KeepKeyOnly(rv1::Record& record) {
  rules::Visit(record, [](const auto& content) {
    // The record is not const, so neither is its content.
    rules::KeepKey(const_cast<std::decay_t<decltype(content)>&>(content));
  });
}

void KeepWellFormed(rv1::Record& record) { KeepWellFormedTexts(record); }

void ForEachMention(const rv1::Record& record, absl::string_view sender,
                    absl::FunctionRef<void(const CodeMention&)> f) {
  rules::Visit(record, Mentions{sender, f});
}

void ForEachIntroduced(const rv1::Record& record, absl::FunctionRef<void(CodeKind, absl::string_view)> f) {
  if (record.has_unit()) f(CodeKind::kUnit, record.unit().code());
  if (record.has_procedure()) f(CodeKind::kProcedure, record.procedure().code());
  if (record.has_unit_alias()) {
    f(CodeKind::kAlias, absl::StrCat(record.unit_alias().sender(), "/", record.unit_alias().alias()));
  }
  if (record.has_publication()) {
    f(CodeKind::kPublication,
      absl::StrCat(record.publication().unit_code(), "/", record.publication().period()));
  }
}

}  // namespace chiso
