#include "tools/client/view/bulletin_view.h"

#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tools/client/view/table.h"
#include "tools/client/words/local_numbers.h"

namespace chiso {
namespace {

using reporting::v1::Bulletin;
using reporting::v1::BulletinColumn;
using reporting::v1::BulletinMention;
using reporting::v1::BulletinRow;

// Columns go by their number, because their headings are long: (1), (2), …
std::string Mark(int column) { return absl::StrCat("(", column + 1, ")"); }

// Indexes come from a service, and a summary must not fail over one.
std::string RowName(const Bulletin& bulletin, int row) {
  return row >= 0 && row < bulletin.rows_size() ? bulletin.rows(row).name() : kMissing;
}

std::string ColumnName(const Bulletin& bulletin, int column, Language language) {
  if (column < 0 || column >= bulletin.columns_size()) return kMissing;
  const BulletinColumn& named = bulletin.columns(column);
  return language == Language::kVietnamese ? named.name_vi() : named.name_en();
}

std::string MentionText(const Bulletin& bulletin, const BulletinMention& mention, Language language) {
  std::string text =
      absl::StrCat(RowName(bulletin, mention.row()), " ", LocalDecimal(language, mention.value()));
  if (!mention.delta().empty()) absl::StrAppend(&text, " (", LocalChange(language, mention.delta()), ")");
  return text;
}

template <typename Mentions>
std::string MentionsText(const Bulletin& bulletin, const Mentions& mentions, Language language) {
  return absl::StrJoin(mentions, "; ", [&](std::string* out, const BulletinMention& mention) {
    absl::StrAppend(out, MentionText(bulletin, mention, language));
  });
}

std::string Head(const Bulletin& bulletin, Language language) {
  const auto say = [language](Text text) { return Say(language, text); };
  std::string text =
      absl::StrCat(Say(language, Text::kBulletinTitle, bulletin.name()), "\n\n", say(Text::kUnitName), ": ",
                   bulletin.unit_name(), " (", bulletin.unit().code(), ")\n", say(Text::kPeriod), ": ",
                   bulletin.period(), "\n", say(Text::kRevision), ": ", bulletin.revision_number(), "\n");
  if (bulletin.has_publish_time()) {
    absl::StrAppend(&text, say(Text::kPublished), ": ", LocalMoment(language, bulletin.publish_time()), "\n");
  }
  absl::StrAppend(&text, say(Text::kBasis), ": ", BasisText(language, bulletin.basis()), "\n");
  if (!bulletin.definition_id().empty()) {
    absl::StrAppend(&text,
                    Say(language, Text::kByDefinition, bulletin.definition_id(),
                        absl::BytesToHexString(bulletin.definition_sha256())),
                    "\n");
  }
  if (bulletin.has_as_of_time()) {
    absl::StrAppend(&text, Say(language, Text::kAsOf, LocalMoment(language, bulletin.as_of_time())), "\n");
  }
  if (!bulletin.positions().empty()) {
    absl::StrAppend(&text, Say(language, Text::kUpTo, PositionsText(bulletin.positions())), "\n");
  }
  return text;
}

std::string NoteText(const Bulletin& bulletin, const reporting::v1::BulletinNote& note, Language language) {
  std::string text = note.reason();
  if (note.reason() == "TWO_DEFINITIONS_OF_OVERDUE") text = std::string(Say(language, Text::kNoteOverdue));
  if (note.reason() == "SHARE_NOT_OF_RECEIVED") text = std::string(Say(language, Text::kNoteShare));
  if (note.reason() == "CLOSE_RANKS") text = std::string(Say(language, Text::kNoteCloseRanks));
  if (note.reason() == "DEFINITION_CHANGED") text = std::string(Say(language, Text::kNoteDefinition));
  if (note.reason() == "THIN_DATA") text = std::string(Say(language, Text::kNoteThin));
  if (note.column() >= 0) absl::StrAppend(&text, ", ", ColumnName(bulletin, note.column(), language));
  if (!note.rows().empty()) absl::StrAppend(&text, ": ", MentionsText(bulletin, note.rows(), language));
  return text;
}

std::string SummaryText(const Bulletin& bulletin, Language language) {
  const reporting::v1::BulletinSummary& summary = bulletin.summary();
  std::string text = absl::StrCat("\n", Say(language, Text::kSummary), "\n");
  const auto add = [&](absl::string_view what, const std::string& said) {
    if (!said.empty()) absl::StrAppend(&text, "  ", what, ": ", said, "\n");
  };
  if (summary.has_own_offices()) {
    add(Say(language, Text::kOwnOffices), MentionText(bulletin, summary.own_offices(), language));
  }
  add(Say(language, Text::kHighest), MentionsText(bulletin, summary.highest(), language));
  add(Say(language, Text::kLowest), MentionsText(bulletin, summary.lowest(), language));
  add(Say(language, Text::kFell), MentionsText(bulletin, summary.fell(), language));
  add(Say(language, Text::kChange), Say(language, Text::kCounts, summary.rose_count(), summary.fell_size(),
                                        summary.unchanged_count(), summary.unknown_count()));
  for (const reporting::v1::BulletinSum& sum : summary.overdue()) {
    add(Say(language, Text::kOverdue),
        absl::StrCat(LocalDecimal(language, sum.sum()), ", ", ColumnName(bulletin, sum.column(), language)));
  }
  for (const reporting::v1::BulletinWeakness& weakness : summary.weaknesses()) {
    add(Say(language, Text::kWeakness, ColumnName(bulletin, weakness.column(), language),
            weakness.below_count(), LocalDecimal(language, weakness.threshold())),
        MentionsText(bulletin, weakness.lowest(), language));
  }
  for (const reporting::v1::BulletinNote& note : summary.notes()) {
    add(Say(language, Text::kNote), NoteText(bulletin, note, language));
  }
  return text;
}

std::string ReadText(const BulletinColumn& column, Language language) {
  if (!column.has_last_read_time()) return "";
  const std::string last = LocalMoment(language, column.last_read_time());
  const std::string first = LocalMoment(language, column.first_read_time());
  return first == last ? last : absl::StrCat(first, " - ", last);
}

std::string ColumnsText(const Bulletin& bulletin, Language language) {
  Table table({{std::string(Say(language, Text::kColumn))},
               {std::string(Say(language, Text::kCode))},
               {std::string(Say(language, Text::kName))},
               {std::string(Say(language, Text::kOrigin))},
               {std::string(Say(language, Text::kReadAt))}});
  for (int i = 0; i < bulletin.columns_size(); ++i) {
    const BulletinColumn& column = bulletin.columns(i);
    table.Add({Mark(i), column.code(), ColumnName(bulletin, i, language),
               std::string(OriginText(language, column.origin())), ReadText(column, language)});
  }
  return absl::StrCat("\n", table.ToString());
}

std::string AnnexText(const Bulletin& bulletin, Language language) {
  std::vector<Table::Column> columns = {{std::string(Say(language, Text::kUnitCode))},
                                        {std::string(Say(language, Text::kUnitName))}};
  for (int i = 0; i < bulletin.columns_size(); ++i) columns.push_back({Mark(i), Table::Align::kRight});
  Table table(std::move(columns));
  for (const BulletinRow& row : bulletin.rows()) {
    std::vector<std::string> cells = {row.unit().code(), row.name()};
    for (const std::string& value : row.values()) cells.push_back(LocalDecimal(language, value));
    table.Add(std::move(cells));
  }
  return absl::StrCat("\n", Say(language, Text::kAnnex), "\n", table.ToString());
}

}  // namespace

std::string BulletinText(const Bulletin& bulletin, Language language) {
  return absl::StrCat(Head(bulletin, language), SummaryText(bulletin, language),
                      ColumnsText(bulletin, language), AnnexText(bulletin, language));
}

}  // namespace chiso
