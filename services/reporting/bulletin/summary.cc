#include "services/reporting/bulletin/summary.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

namespace chiso {
namespace {

namespace rv1 = reporting::v1;

// Two sums of overdue dossiers are far apart where one is more than this many times the other.
constexpr int64_t kFarApart = 2;
const Decimal kClose = Decimal::FromHundredths(kCloseHundredths);

// A row and its value in some column.
struct Cell {
  int row;
  Decimal value;
};

class Summariser {
 public:
  Summariser(const rv1::Bulletin& bulletin, const std::vector<ColumnRule>& rules)
      : bulletin_(bulletin), rules_(rules), total_(ColumnOf("TOTAL")), delta_(ColumnOf("DELTA")) {}

  rv1::BulletinSummary Run() {
    Totals();
    Changes();
    Overdue();
    Weaknesses();
    NoteTwoDefinitions();
    NoteShares();
    NoteCloseRanks();
    return std::move(summary_);
  }

 private:
  // -1: there is none.
  int ColumnOf(absl::string_view code) const {
    for (int i = 0; i < bulletin_.columns_size(); ++i) {
      if (bulletin_.columns(i).code() == code) return i;
    }
    return -1;
  }

  const std::string& Text(int row, int column) const {
    static const std::string* const kNone = new std::string;
    return column < 0 ? *kNone : bulletin_.rows(row).values(column);
  }

  std::optional<Decimal> Value(int row, int column) const { return Decimal::Parse(Text(row, column)); }

  // The cells of a column that have a value, in order of rows.
  std::vector<Cell> Cells(int column, bool below_only = false) const {
    std::vector<Cell> cells;
    for (int row = 0; row < bulletin_.rows_size(); ++row) {
      if (below_only && bulletin_.rows(row).own_offices()) continue;
      if (const auto value = Value(row, column)) cells.push_back({row, *value});
    }
    return cells;
  }

  // A row with its total, or another of its figures, and its change.
  rv1::BulletinMention MentionTotal(int row) const {
    rv1::BulletinMention mention = Mention(row, total_);
    if (const auto delta = Value(row, delta_)) mention.set_delta(SignedDelta(*delta));
    return mention;
  }
  rv1::BulletinMention Mention(int row, int column) const {
    rv1::BulletinMention mention;
    mention.set_row(row);
    mention.set_value(Text(row, column));
    return mention;
  }

  void Totals() {
    for (int row = 0; row < bulletin_.rows_size(); ++row) {
      if (bulletin_.rows(row).own_offices() && Value(row, total_)) {
        *summary_.mutable_own_offices() = MentionTotal(row);
        break;
      }
    }
    const std::vector<Cell> below = Cells(total_, /*below_only=*/true);
    if (below.empty()) return;
    const auto [lowest, highest] = std::minmax_element(
        below.begin(), below.end(), [](const Cell& a, const Cell& b) { return a.value < b.value; });
    for (const Cell& cell : below) {
      if (cell.value == highest->value) *summary_.add_highest() = MentionTotal(cell.row);
      if (cell.value == lowest->value) *summary_.add_lowest() = MentionTotal(cell.row);
    }
  }

  void Changes() {
    std::vector<Cell> fell;
    int rose = 0, unchanged = 0, unknown = 0;
    for (int row = 0; row < bulletin_.rows_size(); ++row) {
      if (bulletin_.rows(row).own_offices()) continue;
      const auto delta = Value(row, delta_);
      if (!delta)
        ++unknown;
      else if (*delta < Decimal())
        fell.push_back({row, *delta});
      else if (*delta == Decimal())
        ++unchanged;
      else
        ++rose;
    }
    std::stable_sort(fell.begin(), fell.end(),
                     [](const Cell& a, const Cell& b) { return a.value < b.value; });
    for (const Cell& cell : fell) *summary_.add_fell() = MentionTotal(cell.row);
    summary_.set_rose_count(rose);
    summary_.set_unchanged_count(unchanged);
    summary_.set_unknown_count(unknown);
  }

  void Overdue() {
    for (int column = 0; column < bulletin_.columns_size(); ++column) {
      if (!rules_[column].overdue) continue;
      Decimal sum;
      for (const Cell& cell : Cells(column)) sum = sum + cell.value;
      rv1::BulletinSum* const overdue = summary_.add_overdue();
      overdue->set_column(column);
      overdue->set_sum(sum.ToString());
    }
  }

  void Weaknesses() {
    std::vector<std::pair<Decimal, rv1::BulletinWeakness>> found;
    for (int column = 0; column < bulletin_.columns_size(); ++column) {
      if (!rules_[column].weak_below) continue;
      const Decimal threshold = *rules_[column].weak_below;
      std::vector<Cell> below = Cells(column);
      std::erase_if(below, [threshold](const Cell& cell) { return cell.value >= threshold; });
      if (below.empty()) continue;
      Decimal lowest = below.front().value;
      for (const Cell& cell : below) lowest = std::min(lowest, cell.value);
      rv1::BulletinWeakness weakness;
      weakness.set_column(column);
      weakness.set_below_count(static_cast<int>(below.size()));
      weakness.set_threshold(threshold.ToString());
      for (const Cell& cell : below) {
        if (cell.value == lowest) *weakness.add_lowest() = Mention(cell.row, column);
      }
      // The weakest has the smallest value relative to its threshold; thresholds are positive.
      found.emplace_back(Decimal::FromMillionths(MulDivHalfUp(std::max<int64_t>(lowest.millionths(), 0),
                                                              1'000'000, threshold.millionths())),
                         std::move(weakness));
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    for (auto& [reached, weakness] : found) *summary_.add_weaknesses() = std::move(weakness);
  }

  rv1::BulletinNote* AddNote(absl::string_view reason, int column) {
    rv1::BulletinNote* const note = summary_.add_notes();
    note->set_reason(std::string(reason));
    note->set_column(column);
    return note;
  }

  // Sums are compared over the rows that have both figures; otherwise a gap in one column would look like
  // another definition.
  void NoteTwoDefinitions() {
    for (int i = 0; i < summary_.overdue_size(); ++i) {
      for (int j = i + 1; j < summary_.overdue_size(); ++j) {
        Decimal first, second;
        for (const Cell& cell : Cells(summary_.overdue(i).column())) {
          const auto other = Value(cell.row, summary_.overdue(j).column());
          if (!other) continue;
          first = first + cell.value;
          second = second + *other;
        }
        const auto [less, more] = std::minmax(first, second);
        if (more.millionths() <= kFarApart * less.millionths()) continue;
        AddNote("TWO_DEFINITIONS_OF_OVERDUE", -1);
        return;
      }
    }
  }

  void NoteShares() {
    const int received = ColumnOf("RECEIVED");
    for (int column = 0; column < bulletin_.columns_size(); ++column) {
      if (bulletin_.columns(column).unit() != rv1::FIGURE_UNIT_PERCENT) continue;
      rv1::BulletinNote* note = nullptr;
      for (const Cell& cell : Cells(column)) {
        const auto base = Value(cell.row, received);
        if (!base || *base < Decimal() ||
            CanBeShareOf(Text(cell.row, column), base->millionths() / 1'000'000))
          continue;
        if (note == nullptr) note = AddNote("SHARE_NOT_OF_RECEIVED", column);
        *note->add_rows() = Mention(cell.row, column);
      }
    }
  }

  void NoteCloseRanks() {
    std::vector<Cell> order = Cells(total_);
    std::stable_sort(order.begin(), order.end(),
                     [](const Cell& a, const Cell& b) { return a.value > b.value; });
    for (size_t first = 0; first < order.size();) {
      size_t end = first + 1;
      while (end < order.size() && order[end - 1].value - order[end].value < kClose) ++end;
      // A run of equal totals shares one rank, so nothing in it is ranked closely.
      if (order[first].value > order[end - 1].value) {
        rv1::BulletinNote* const note = AddNote("CLOSE_RANKS", total_);
        for (size_t i = first; i < end; ++i) *note->add_rows() = Mention(order[i].row, total_);
      }
      first = end;
    }
  }

  const rv1::Bulletin& bulletin_;
  const std::vector<ColumnRule>& rules_;
  const int total_;
  const int delta_;
  rv1::BulletinSummary summary_;
};

}  // namespace

rv1::BulletinSummary Summarise(const rv1::Bulletin& bulletin, const std::vector<ColumnRule>& rules) {
  return Summariser(bulletin, rules).Run();
}

bool CanBeShareOf(absl::string_view percent, int64_t base) {
  const std::optional<Decimal> rate = Decimal::Parse(percent);
  if (!rate) return false;
  if (base == 0) return *rate == Decimal();
  const size_t point = percent.find('.');
  int64_t last_digit = 1'000'000;
  for (size_t i = point; i < percent.size() - 1; ++i) last_digit /= 10;
  // 100 k / base rounds to rate where rate - last_digit / 2 <= 100 k / base < rate + last_digit / 2; both
  // sides are taken in half millionths, times base.
  const __int128 step = 200'000'000;
  const __int128 low =
      std::max<__int128>((2 * static_cast<__int128>(rate->millionths()) - last_digit) * base, 0);
  const __int128 high = (2 * static_cast<__int128>(rate->millionths()) + last_digit) * base;
  const __int128 least = (low + step - 1) / step;
  return least <= base && least * step < high;
}

std::string SignedDelta(Decimal delta) {
  return absl::StrCat(delta > Decimal() ? "+" : "", AtLeastTwoDecimals(delta.ToString()));
}

std::string AtLeastTwoDecimals(absl::string_view decimal) {
  const size_t point = decimal.find('.');
  if (point == absl::string_view::npos) return absl::StrCat(decimal, ".00");
  return absl::StrCat(decimal, point + 2 == decimal.size() ? "0" : "");
}

}  // namespace chiso
