#include "services/reporting/bulletin/catalogue.h"

#include <filesystem>
#include <set>

#include "absl/strings/str_cat.h"
#include "common/errors.h"
#include "common/proto_text.h"
#include "common/text.h"

namespace chiso {
namespace {

namespace rv1 = reporting::v1;

absl::Status CheckText(const std::string& field, const std::string& text, bool required) {
  if (text.empty() && required) return InvalidArgument(field, "must be given");
  if (!IsCleanText(text)) return InvalidArgument(field, "must be UTF-8 in Unicode NFC on one line");
  return absl::OkStatus();
}

absl::Status CheckFigure(const std::string& at, const rv1::FigureDefinition& figure) {
  if (!IsFigureCode(figure.code())) {
    return InvalidArgument(at + "code",
                           "must be 1 to 64 characters of A-Z, 0-9 and _, beginning with a letter");
  }
  if (figure.origin() == rv1::ORIGIN_UNSPECIFIED) return InvalidArgument(at + "origin", "must be given");
  if (figure.unit() == rv1::FIGURE_UNIT_UNSPECIFIED) return InvalidArgument(at + "unit", "must be given");
  if (figure.overdue() && figure.unit() != rv1::FIGURE_UNIT_COUNT) {
    return InvalidArgument(at + "overdue", "must be a count");
  }
  if (figure.weak_below_percent() < 0 || figure.weak_below_percent() > 100) {
    return InvalidArgument(at + "weak_below_percent", "must be 0 to 100");
  }
  const bool spoken_of = figure.overdue() || figure.weak_below_percent() > 0;
  struct Text {
    const char* field;
    const std::string& text;
    bool required;
  };
  for (const Text& text :
       {Text{"name_vi", figure.name_vi(), true}, Text{"name_en", figure.name_en(), true},
        Text{"heading_vi", figure.heading_vi(), !figure.heading_en().empty()},
        Text{"heading_en", figure.heading_en(), !figure.heading_vi().empty()},
        Text{"phrase_vi", figure.phrase_vi(), spoken_of}, Text{"phrase_en", figure.phrase_en(), spoken_of},
        Text{"order_vi", figure.order_vi(), !figure.order_en().empty()},
        Text{"order_en", figure.order_en(), !figure.order_vi().empty()}}) {
    if (absl::Status status = CheckText(at + text.field, text.text, text.required); !status.ok())
      return status;
  }
  return absl::OkStatus();
}

absl::Status Check(const rv1::FigureCatalogue& catalogue) {
  if (catalogue.figures().empty()) return InvalidArgument("figures", "must not be empty");
  std::set<absl::string_view> codes;
  for (int i = 0; i < catalogue.figures_size(); ++i) {
    const rv1::FigureDefinition& figure = catalogue.figures(i);
    const std::string at = absl::StrCat("figures[", i, "].");
    if (absl::Status status = CheckFigure(at, figure); !status.ok()) return status;
    if (!codes.insert(figure.code()).second) {
      return InvalidArgument(at + "code", absl::StrCat(figure.code(), " stands there twice"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<rv1::FigureCatalogue> LoadCatalogue(const std::string& path) {
  rv1::FigureCatalogue catalogue;
  if (const auto text = ReadTextProto(path, catalogue); !text.ok()) return text.status();
  if (absl::Status status = Check(catalogue); !status.ok()) {
    const std::string file = std::filesystem::path(path).filename().string();
    return absl::Status(status.code(), absl::StrCat(file, ": ", status.message()));
  }
  return catalogue;
}

const rv1::FigureDefinition* FindFigure(const rv1::FigureCatalogue& catalogue, absl::string_view code) {
  for (const rv1::FigureDefinition& figure : catalogue.figures()) {
    if (figure.code() == code) return &figure;
  }
  return nullptr;
}

}  // namespace chiso
