#include "tools/benchmark/report.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace chiso::bench {
namespace {

std::string OrNothing(const Sample& sample) { return sample.values.empty() ? "" : Number(sample.median()); }

std::string Spread(const Sample& sample) {
  return absl::StrCat(Number(sample.least()), " - ", Number(sample.greatest()));
}

void AppendWays(const std::vector<Way>& ways, std::string& out) {
  absl::StrAppendFormat(&out, "\n%-30s %10s %8s %19s %26s %6s %7s %7s\n", "", "", "records", "in a second",
                        "CPU µs per record", "WAL", "p50", "p99");
  absl::StrAppendFormat(&out, "%-30s %10s %8s %19s %8s %8s %8s %6s %7s %7s\n", "way", "records", "median",
                        "least - greatest", "client", "server", "postgres", "B/rec", "ms", "ms");
  for (const Way& way : ways) {
    absl::StrAppendFormat(&out, "%-30s %10s %8s %19s %8s %8s %8s %6s %7s %7s\n", way.name,
                          Number(static_cast<double>(way.records)), OrNothing(way.rate), Spread(way.rate),
                          OrNothing(way.client), OrNothing(way.server), OrNothing(way.postgres),
                          OrNothing(way.wal), OrNothing(way.p50), OrNothing(way.p99));
  }
}

// How many characters there are in UTF-8.
size_t Length(const std::string& text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

// The first column to the left, all others to the right.
void Append(const Grid& grid, std::string& out) {
  std::vector<size_t> widths;
  for (const auto& row : grid.rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], Length(row[i]));
  }
  absl::StrAppend(&out, "\n", grid.title, "\n");
  for (const auto& row : grid.rows) {
    for (size_t i = 0; i < row.size(); ++i) {
      const std::string room(widths[i] - Length(row[i]), ' ');
      i == 0 ? absl::StrAppend(&out, row[i], room) : absl::StrAppend(&out, "  ", room, row[i]);
    }
    out += "\n";
  }
}

}  // namespace

std::string Number(double value) {
  if (std::abs(value) < 1) return absl::StrFormat("%.3f", value);
  if (value < 100) return absl::StrFormat("%.2f", value);
  std::string text = absl::StrFormat("%.0f", value);
  for (int at = static_cast<int>(text.size()) - 3; at > 0; at -= 3) text.insert(at, 1, ',');
  return text;
}

double Quantile(std::vector<double> values, double q) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const auto rank = static_cast<size_t>(std::ceil(q * static_cast<double>(values.size())));
  return values[std::min(rank == 0 ? 0 : rank - 1, values.size() - 1)];
}

void Way::Add(double seconds, const Cpu& cpu, double wal_bytes) {
  const auto count = static_cast<double>(records);
  rate.Add(count / seconds);
  client.Add(1e6 * cpu.client / count);
  server.Add(1e6 * cpu.server / count);
  postgres.Add(1e6 * cpu.postgres / count);
  wal.Add(wal_bytes / count);
}

void Way::AddLatencies(const std::vector<double>& latencies) {
  p50.Add(Quantile(latencies, 0.5));
  p99.Add(Quantile(latencies, 0.99));
}

std::string AsTable(const Report& report) {
  std::string out;
  for (const auto& [name, value] : report.facts) absl::StrAppendFormat(&out, "%-18s %s\n", name, value);
  if (!report.ways.empty()) AppendWays(report.ways, out);
  for (const Grid& grid : report.grids) Append(grid, out);
  if (report.goals.empty()) return out;
  absl::StrAppendFormat(&out, "\n%-4s %-54s %8s %17s %9s\n", "goal", "", "median", "least - greatest",
                        "target");
  for (const Goal& goal : report.goals) {
    absl::StrAppendFormat(&out, "%-4s %-54s %8s %17s", goal.name, goal.what, Number(goal.value.median()),
                          Spread(goal.value));
    if (goal.target) {
      absl::StrAppendFormat(&out, " %3s %5s %s", goal.at_least ? ">=" : "<=", Number(*goal.target),
                            goal.met() ? "met" : "MISSED");
    }
    out += "\n";
  }
  return out;
}

std::string AsJson(const Report& report) {
  std::string out;
  for (const Goal& goal : report.goals) {
    absl::StrAppendFormat(&out, "{\"goal\":\"%s\",\"value\":%.4g,", goal.name, goal.value.median());
    if (goal.target) {
      absl::StrAppendFormat(&out, "\"target\":%.4g,\"met\":%s,", *goal.target, goal.met() ? "true" : "false");
    }
    absl::StrAppendFormat(&out, "\"least\":%.4g,\"greatest\":%.4g,\"what\":\"%s\"}\n", goal.value.least(),
                          goal.value.greatest(), goal.what);
  }
  return out;
}

void Progress(const std::string& line) {
  static const bool terminal = isatty(STDERR_FILENO) != 0;
  std::fprintf(stderr, terminal ? "\r\033[K   %.100s" : "   %s\n", line.c_str());
  if (line.empty() && terminal) std::fprintf(stderr, "\r\033[K");
  std::fflush(stderr);
}

}  // namespace chiso::bench
