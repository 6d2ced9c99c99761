#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "common/fixed_point.h"
#include "services/reporting/render/annex_data.h"
#include "services/reporting/render/local_format.h"
#include "services/reporting/render/text_layout.h"

namespace chiso {
namespace {

namespace rv1 = reporting::v1;
using kainjow::mustache::data;
using kainjow::mustache::list;

// Pixels. 100 points are kScale wide.
constexpr int kLabels = 232;
constexpr int kScale = 400;
constexpr int kTop = 40;
constexpr int kBarHeight = 20;
constexpr int kLineHeight = 17;
constexpr int kGap = 10;
constexpr int kBottom = 26;
constexpr int kRightOfScale = 118;
constexpr int kLabelColumns = 32;

// How the style calls the bands, highest first.
constexpr const char* kStyles[kBandCount] = {"excellent", "good", "fair", "average", "poor"};

const char* StyleOf(Decimal total, const Bands& bands) {
  for (int i = 0; i < kBandCount; ++i) {
    if (total >= Decimal::FromHundredths(bands[i].min_points())) return kStyles[i];
  }
  return kStyles[kBandCount - 1];
}

int PixelsOf(Decimal total) {
  const int64_t hundredths = std::clamp<int64_t>(total.Hundredths(), 0, 10'000);
  return static_cast<int>(MulDivHalfUp(hundredths, kScale, 10'000));
}

int ColumnOf(const rv1::Bulletin& bulletin, absl::string_view code) {
  for (int i = 0; i < bulletin.columns_size(); ++i) {
    if (bulletin.columns(i).code() == code) return i;
  }
  return -1;
}

struct Bar {
  const rv1::BulletinRow* row;
  std::optional<Decimal> total;
};

std::vector<Bar> Bars(const rv1::Bulletin& bulletin, int total) {
  std::vector<Bar> bars;
  for (const rv1::BulletinRow& row : bulletin.rows())
    bars.push_back({&row, Decimal::Parse(row.values(total))});
  // An absent total orders before every present one, so the highest come first and the absent last.
  std::stable_sort(bars.begin(), bars.end(), [](const Bar& a, const Bar& b) { return a.total > b.total; });
  return bars;
}

data Label(const std::string& name, int middle) {
  list lines;
  const std::vector<std::string> wrapped = WrapText(name, kLabelColumns);
  int y = middle + 5 - static_cast<int>(wrapped.size() - 1) * kLineHeight / 2;
  for (const std::string& text : wrapped) {
    data line("text", text);
    line.set("y", absl::StrCat(y));
    lines.push_back(line);
    y += kLineHeight;
  }
  return lines;
}

// Draws one bar at `y`; gives its height.
int AddBar(const rv1::Bulletin& bulletin, const Bands& bands, const Bar& bar, int y, rv1::Language language,
           list& bars) {
  const int lines = std::max<int>(1, static_cast<int>(WrapText(bar.row->name(), kLabelColumns).size()));
  const int height = std::max(kBarHeight, lines * kLineHeight);
  const int middle = y + height / 2;
  const int total = ColumnOf(bulletin, "TOTAL"), delta = ColumnOf(bulletin, "DELTA");
  data out("label", Label(bar.row->name(), middle));
  out.set("own_offices", bar.row->own_offices());
  out.set("missing", !bar.total);
  out.set("y", absl::StrCat(middle - kBarHeight / 2));
  out.set("text_y", absl::StrCat(middle + 5));
  if (bar.total) {
    const int width = PixelsOf(*bar.total);
    out.set("width", absl::StrCat(width));
    out.set("value_x", absl::StrCat(kLabels + width + 8));
    out.set("band", StyleOf(*bar.total, bands));
    out.set("value", LocalValue(bar.row->values(total), bulletin.columns(total), language));
    const std::optional<Decimal> change = delta < 0 ? std::nullopt : Decimal::Parse(bar.row->values(delta));
    out.set("change", false);
    if (change) out.set("change", LocalValue(bar.row->values(delta), bulletin.columns(delta), language));
    out.set("down", change && *change < Decimal());
  }
  bars.push_back(out);
  return height;
}

// Lowest first.
list BandData(const Bands& bands, rv1::Language language) {
  list out;
  int64_t end = 10'000;
  for (int i = 0; i < kBandCount; ++i) {
    const index::v1::Band& band = bands[i];
    const int64_t x = kLabels + band.min_points() * kScale / 10'000;
    const int64_t width = (end - band.min_points()) * kScale / 10'000;
    data zone("key", kStyles[i]);
    zone.set("name", language == rv1::LANGUAGE_EN ? band.name_en() : band.name_vi());
    zone.set("x", absl::StrCat(x));
    zone.set("width", absl::StrCat(width));
    zone.set("middle", absl::StrCat(x + width / 2));
    zone.set("begin", absl::StrCat(band.min_points() / 100));
    out.insert(out.begin(), zone);
    end = band.min_points();
  }
  return out;
}

}  // namespace

void AddChart(const rv1::Bulletin& bulletin, const Bands& bands, rv1::Language language, data& out) {
  const int total = ColumnOf(bulletin, "TOTAL");
  if (total < 0) return;
  list bars;
  int y = kTop + kGap;
  for (const Bar& bar : Bars(bulletin, total)) y += AddBar(bulletin, bands, bar, y, language, bars) + kGap;
  data chart("bars", bars);
  chart.set("bands", BandData(bands, language));
  chart.set("labels", absl::StrCat(kLabels));
  chart.set("label_end", absl::StrCat(kLabels - 10));
  chart.set("missing_x", absl::StrCat(kLabels + 8));
  chart.set("scale_end", absl::StrCat(kLabels + kScale));
  chart.set("top", absl::StrCat(kTop));
  chart.set("bar_height", absl::StrCat(kBarHeight));
  chart.set("plot_height", absl::StrCat(y - kTop));
  chart.set("plot_end", absl::StrCat(y));
  chart.set("tick_y", absl::StrCat(y + 17));
  chart.set("width", absl::StrCat(kLabels + kScale + kRightOfScale));
  chart.set("height", absl::StrCat(y + kBottom));
  out.set("chart", chart);
}

}  // namespace chiso
