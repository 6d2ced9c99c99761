#include "services/reporting/render/render.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "common/csv.h"
#include "common/errors.h"
#include "common/period.h"
#include "common/sha256.h"
#include "common/text.h"
#include "kainjow/mustache.hpp"
#include "services/reporting/bulletin/catalogue.h"
#include "services/reporting/render/annex_data.h"
#include "services/reporting/render/letter_data.h"
#include "services/reporting/render/local_format.h"
#include "services/reporting/render/text_layout.h"

namespace chiso {
namespace {

namespace fs = std::filesystem;
namespace rv1 = reporting::v1;
using kainjow::mustache::data;
using kainjow::mustache::lambda2;
using kainjow::mustache::mustache;

constexpr char kSuffix[] = ".mustache";
// Separates the labels or blocks that a template passes to a layout; clean text never holds it.
constexpr char kColumn[] = "\x1f";
// Columns of the text form.
constexpr int kLetterWidth = 100;
constexpr int kLeftWidth = 46;
constexpr int kAnnexWidth = 148;

std::string LanguageTag(rv1::Language language) { return language == rv1::LANGUAGE_EN ? "en" : "vi"; }

// A section of a template whose content is laid out.
template <typename Layout>
data Section(Layout layout) {
  return data(lambda2([layout](const std::string& text, const kainjow::mustache::renderer& render) {
    return std::string(absl::StripTrailingAsciiWhitespace(layout(render(text))));
  }));
}

std::string Indent(absl::string_view block, int width) {
  const std::string blanks(width, ' ');
  return absl::StrCat(blanks,
                      absl::StrReplaceAll(absl::StripAsciiWhitespace(block), {{"\n", "\n" + blanks}}));
}

std::string AnnexTable(const rv1::Bulletin& bulletin, rv1::Language language, absl::string_view labels) {
  const bool english = language == rv1::LANGUAGE_EN;
  const std::vector<std::string> label = absl::StrSplit(absl::StripAsciiWhitespace(labels), kColumn);
  std::vector<TextColumn> columns(3);
  for (size_t i = 0; i < columns.size() && i < label.size(); ++i) columns[i].heading = label[i];
  const std::string missing = label.size() > 3 ? label[3] : "";
  columns[1].right = columns[2].right = false;
  for (int row = 0; row < bulletin.rows_size(); ++row) {
    columns[0].cells.push_back(absl::StrCat(row + 1));
    columns[1].cells.push_back(bulletin.rows(row).name());
    columns[2].cells.push_back(bulletin.rows(row).unit().code());
  }
  const std::vector<int> marks = BasisMarks(bulletin);
  for (int i = 0; i < bulletin.columns_size(); ++i) {
    const rv1::BulletinColumn& column = bulletin.columns(i);
    TextColumn& out = columns.emplace_back();
    out.heading = english ? column.name_en() : column.name_vi();
    out.joint_heading = english ? column.heading_en() : column.heading_vi();
    out.mark = absl::StrCat("(", marks[i], ")");
    for (const rv1::BulletinRow& row : bulletin.rows()) {
      out.cells.push_back(row.values(i).empty() ? missing : LocalValue(row.values(i), column, language));
    }
  }
  return TextTable(columns, /*fixed=*/3, kAnnexWidth);
}

// The sections by which templates of the text form are laid out.
void AddTextLayout(const rv1::Bulletin& bulletin, rv1::Language language, data& out) {
  constexpr int kRightWidth = kLetterWidth - kLeftWidth;
  const auto beside = [](absl::string_view text, bool centred) {
    const std::pair<absl::string_view, absl::string_view> blocks =
        absl::StrSplit(text, absl::MaxSplits(kColumn, 1));
    return Beside(blocks.first, kLeftWidth, centred, blocks.second, kRightWidth);
  };
  out.set("column", kColumn);
  out.set("paragraph",
          Section([](const std::string& text) { return Paragraph(text, kLetterWidth, "    ", ""); }));
  out.set("legal_basis", *out.get("paragraph"));
  out.set("lead", Section([](const std::string& text) { return text; }));
  out.set("item",
          Section([](const std::string& text) { return Paragraph(text, kLetterWidth, "    - ", "      "); }));
  out.set("note",
          Section([](const std::string& text) { return Paragraph(text, kAnnexWidth, "  ", "      "); }));
  out.set("address", Section([](const std::string& text) {
            return Indent(Paragraph(text, kLetterWidth - 30, "- ", "  "), 30);
          }));
  out.set("upper", Section([](const std::string& text) { return ToUpper(text); }));
  out.set("letterhead", Section([beside](const std::string& text) { return beside(text, true); }));
  out.set("signature", Section([beside](const std::string& text) { return beside(text, false); }));
  const auto centred = [](int width) {
    return Section([width](const std::string& text) {
      return absl::StrJoin(
          WrapText(text, width), "\n", [width](std::string* joined, const std::string& line) {
            absl::StrAppend(joined, absl::StripTrailingAsciiWhitespace(Centred(line, width)));
          });
    });
  };
  out.set("centred", centred(kLetterWidth));
  out.set("annex_centred", centred(kAnnexWidth));
  out.set("annex_table", Section([&bulletin, language](const std::string& labels) {
            return AnnexTable(bulletin, language, labels);
          }));
}

void AddHtmlLayout(data& out) {
  const auto element = [](const std::string& begin, const std::string& end) {
    return Section([begin, end](const std::string& text) {
      return absl::StrCat(begin, absl::StrJoin(WrapText(text, 1 << 20), " "), end);
    });
  };
  out.set("paragraph", element("<p>", "</p>"));
  out.set("legal_basis", element("<p class=\"legal-basis\">", "</p>"));
  out.set("lead", element("<strong>", "</strong>"));
  out.set("item", element("<p>- ", "</p>"));
  out.set("note", element("<p>", "</p>"));
}

std::string Csv(const rv1::Bulletin& bulletin) {
  std::vector<CsvCell> header = {"unit_code", "name"};
  for (const rv1::BulletinColumn& column : bulletin.columns()) header.emplace_back(column.code());
  std::string csv = CsvLine(header);
  for (const rv1::BulletinRow& row : bulletin.rows()) {
    std::vector<CsvCell> cells = {row.unit().code(), row.name()};
    for (const std::string& value : row.values()) cells.push_back(CsvCell::Number(value));
    absl::StrAppend(&csv, CsvLine(cells));
  }
  return csv;
}

absl::StatusOr<std::string> ReadTemplate(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!in) return absl::NotFoundError(absl::StrCat(path.string(), ": cannot be read"));
  const std::string file = path.filename().string();
  if (mustache parsed(text); !parsed.is_valid()) {
    return absl::InvalidArgumentError(absl::StrCat(file, ": ", parsed.error_message()));
  }
  // A partial that is inserted into a line must not end the line.
  if (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

}  // namespace

absl::StatusOr<Renderer> Renderer::Load(const std::string& templates_dir) {
  absl::StatusOr<rv1::FigureCatalogue> catalogue = LoadCatalogue(templates_dir + "/catalogue.textproto");
  if (!catalogue.ok()) return catalogue.status();
  absl::StatusOr<Bands> bands = LoadBands(templates_dir + "/bands.textproto");
  if (!bands.ok()) return bands.status();
  Renderer renderer(*std::move(catalogue), *std::move(bands));
  std::error_code error;
  fs::directory_iterator entry(templates_dir, error);
  for (const fs::directory_iterator end; !error && entry != end; entry.increment(error)) {
    if (entry->path().extension() != kSuffix) continue;
    absl::StatusOr<std::string> text = ReadTemplate(entry->path());
    if (!text.ok()) return text.status();
    renderer.templates_[entry->path().stem().string()] = *std::move(text);
  }
  if (error) return absl::NotFoundError(absl::StrCat(templates_dir, ": cannot be read: ", error.message()));
  for (const char* const name : {"letter.vi.txt", "letter.en.txt", "letter.vi.html", "letter.en.html"}) {
    if (renderer.templates_.contains(name)) continue;
    return absl::NotFoundError(absl::StrCat(templates_dir, "/", name, kSuffix, ": is missing"));
  }
  return renderer;
}

std::string Renderer::FillIn(const rv1::Bulletin& bulletin, bool html, rv1::Language language) const {
  data out = LetterData(bulletin, catalogue_, language);
  AddAnnex(bulletin, language, out);
  if (html) {
    AddChart(bulletin, bands_, language, out);
    AddHtmlLayout(out);
  } else {
    AddTextLayout(bulletin, language, out);
  }
  const std::set<std::string> own = {LanguageTag(language), html ? "html" : "txt"};
  const std::string* letter = nullptr;
  for (const auto& [file, text] : templates_) {
    const std::vector<std::string> tags = absl::StrSplit(file, '.');
    bool ours = true;
    for (size_t i = 1; i < tags.size(); ++i) ours &= own.contains(tags[i]);
    if (!ours) continue;
    if (tags[0] == "letter")
      letter = &text;
    else
      out.set(tags[0], data(kainjow::mustache::partial([&text = text] { return text; })));
  }
  mustache page(*letter);
  if (!html) page.set_custom_escape([](const std::string& text) { return text; });
  return absl::StrCat(page.render(out), "\n");
}

absl::StatusOr<rv1::Rendition> Renderer::Render(const rv1::Bulletin& bulletin, rv1::RenditionFormat format,
                                                rv1::Language language) const {
  if (!Period::Parse(bulletin.period())) return InvalidArgument("period", "is malformed");
  if (language == rv1::LANGUAGE_UNSPECIFIED) language = rv1::LANGUAGE_VI;
  if (!rv1::Language_IsValid(language)) return InvalidArgument("language", "must be Vietnamese or English");
  rv1::Rendition rendition;
  rendition.set_name(bulletin.name());
  switch (format) {
    case rv1::RENDITION_FORMAT_UNSPECIFIED:
    case rv1::RENDITION_FORMAT_TEXT:
      rendition.set_media_type("text/plain; charset=utf-8");
      rendition.set_content(FillIn(bulletin, /*html=*/false, language));
      break;
    case rv1::RENDITION_FORMAT_HTML:
      rendition.set_media_type("text/html; charset=utf-8");
      rendition.set_content(FillIn(bulletin, /*html=*/true, language));
      break;
    case rv1::RENDITION_FORMAT_CSV:
      rendition.set_media_type("text/csv; charset=utf-8");
      rendition.set_content(Csv(bulletin));
      break;
    default:
      return InvalidArgument("format", "must be text, HTML or CSV");
  }
  rendition.set_sha256(Sha256(rendition.content()));
  return rendition;
}

}  // namespace chiso
