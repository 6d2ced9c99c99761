#include "services/reporting/render/annex_data.h"

#include <map>
#include <optional>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "common/fixed_point.h"
#include "services/reporting/render/letter_data.h"
#include "services/reporting/render/local_format.h"

namespace chiso {
namespace {

namespace rv1 = reporting::v1;
using kainjow::mustache::data;
using kainjow::mustache::list;

std::string MarkOf(int number) { return absl::StrCat("(", number, ")"); }

data Bases(const rv1::Bulletin& bulletin, const std::vector<int>& marks, rv1::Language language) {
  std::vector<data> bases;
  for (int i = 0; i < bulletin.columns_size(); ++i) {
    if (marks[i] <= static_cast<int>(bases.size())) continue;
    const rv1::BulletinColumn& column = bulletin.columns(i);
    data basis("mark", MarkOf(marks[i]));
    const bool computed = column.origin() == rv1::ORIGIN_COMPUTED;
    basis.set("portal", column.origin() == rv1::ORIGIN_PORTAL);
    basis.set("one_stop", column.origin() == rv1::ORIGIN_ONE_STOP);
    basis.set("difference", computed && bulletin.basis() == rv1::BASIS_OFFICIAL);
    basis.set("computed_here", computed && bulletin.basis() != rv1::BASIS_OFFICIAL);
    basis.set("last_date", false);
    basis.set("first_date", false);
    if (column.has_last_read_time()) {
      const std::string first = LocalDateOf(column.first_read_time(), language);
      const std::string last = LocalDateOf(column.last_read_time(), language);
      basis.set("last_date", last);
      if (first != last) basis.set("first_date", first);
    }
    bases.push_back(std::move(basis));
  }
  return PunctuatedList(std::move(bases));
}

data HeadCell(const std::string& text, bool joint, int columns) {
  data cell("text", text);
  cell.set("joint", joint);
  cell.set("columns", absl::StrCat(columns));
  return cell;
}

void AddHead(const rv1::Bulletin& bulletin, rv1::Language language, data& out) {
  const bool english = language == rv1::LANGUAGE_EN;
  list head, joined;
  const auto heading = [&](int i) -> const std::string& {
    return english ? bulletin.columns(i).heading_en() : bulletin.columns(i).heading_vi();
  };
  const auto name = [&](int i) {
    return english ? bulletin.columns(i).name_en() : bulletin.columns(i).name_vi();
  };
  for (int i = 0; i < bulletin.columns_size();) {
    int end = i + 1;
    if (heading(i).empty()) {
      head.push_back(HeadCell(name(i), /*joint=*/false, 1));
    } else {
      while (end < bulletin.columns_size() && heading(end) == heading(i)) ++end;
      head.push_back(HeadCell(heading(i), /*joint=*/true, end - i));
      for (int j = i; j < end; ++j) joined.push_back(data("text", name(j)));
    }
    i = end;
  }
  out.set("any_joined", !joined.empty());
  out.set("head_rows", joined.empty() ? "1" : "2");
  out.set("head", head);
  out.set("joined", joined);
}

// The threshold below which a column's values are weak, by column.
std::map<int, Decimal> Thresholds(const rv1::Bulletin& bulletin) {
  std::map<int, Decimal> thresholds;
  for (const rv1::BulletinWeakness& weakness : bulletin.summary().weaknesses()) {
    if (const auto threshold = Decimal::Parse(weakness.threshold()))
      thresholds[weakness.column()] = *threshold;
  }
  return thresholds;
}

data Row(const rv1::Bulletin& bulletin, int index, const std::map<int, Decimal>& thresholds,
         rv1::Language language) {
  const rv1::BulletinRow& row = bulletin.rows(index);
  data out("number", absl::StrCat(index + 1));
  out.set("name", row.name());
  out.set("code", row.unit().code());
  out.set("own_offices", row.own_offices());
  list cells;
  for (int i = 0; i < row.values_size(); ++i) {
    const std::optional<Decimal> value = Decimal::Parse(row.values(i));
    const auto threshold = thresholds.find(i);
    data cell("value", LocalValue(row.values(i), bulletin.columns(i), language));
    cell.set("missing", row.values(i).empty());
    cell.set("weak", value && threshold != thresholds.end() && *value < threshold->second);
    cell.set("down", value && bulletin.columns(i).code() == "DELTA" && *value < Decimal());
    cells.push_back(cell);
  }
  out.set("cells", cells);
  return out;
}

}  // namespace

std::vector<int> BasisMarks(const rv1::Bulletin& bulletin) {
  // Of a reading time only the day is printed.
  const auto day = [](bool known, const google::protobuf::Timestamp& time) {
    return known ? LocalDateOf(time, rv1::LANGUAGE_EN) : std::string();
  };
  using Key = std::tuple<rv1::Origin, std::string, std::string>;
  std::map<Key, int> known;
  std::vector<int> marks;
  for (const rv1::BulletinColumn& column : bulletin.columns()) {
    const Key key(column.origin(), day(column.has_first_read_time(), column.first_read_time()),
                  day(column.has_last_read_time(), column.last_read_time()));
    marks.push_back(known.emplace(key, static_cast<int>(known.size()) + 1).first->second);
  }
  return marks;
}

void AddAnnex(const rv1::Bulletin& bulletin, rv1::Language language, data& out) {
  const std::vector<int> marks = BasisMarks(bulletin);
  out.set("bases", Bases(bulletin, marks, language));
  AddHead(bulletin, language, out);
  list mark_cells, rows;
  for (const int mark : marks) mark_cells.push_back(data("mark", MarkOf(mark)));
  const std::map<int, Decimal> thresholds = Thresholds(bulletin);
  bool missing = false;
  for (int i = 0; i < bulletin.rows_size(); ++i) {
    rows.push_back(Row(bulletin, i, thresholds, language));
    for (const std::string& value : bulletin.rows(i).values()) missing |= value.empty();
  }
  out.set("marks", mark_cells);
  out.set("rows", rows);
  out.set("weak_cells", !thresholds.empty());
  out.set("missing_cells", missing);
}

}  // namespace chiso
