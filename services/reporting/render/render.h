// Rendering a bulletin as a document. Pure, apart from reading the templates once.
//
// Templates are mustache files. NAME.mustache serves all languages and forms; NAME.vi.mustache,
// NAME.html.mustache and NAME.vi.html.mustache serve theirs, and are known by NAME inside. A document begins
// with the template `letter`. All words of a document stand in templates and in the catalogue.

#ifndef CHISO_SERVICES_REPORTING_RENDER_RENDER_H_
#define CHISO_SERVICES_REPORTING_RENDER_RENDER_H_

#include <map>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "chiso/reporting/v1/bulletin.pb.h"
#include "chiso/reporting/v1/reporting_service.pb.h"
#include "services/reporting/render/bands.h"

namespace chiso {

// Does not change after Load; safe for any number of threads.
class Renderer {
 public:
  // Reads every *.mustache of the folder, its catalogue.textproto and its bands.textproto.
  // NOT_FOUND: the folder or a template that a document begins with cannot be read. INVALID_ARGUMENT "file:
  // reason": a template is malformed, or the catalogue is (see LoadCatalogue), or the bands are (see
  // LoadBands).
  static absl::StatusOr<Renderer> Load(const std::string& templates_dir);

  // The same bulletin gives the same bytes. An unspecified form is text, an unspecified language Vietnamese.
  // CSV has no language: the annex's values as recorded, with decimal points, under their codes.
  // INVALID_ARGUMENT: the form or the language is unknown, or the bulletin's period is malformed.
  absl::StatusOr<reporting::v1::Rendition> Render(const reporting::v1::Bulletin& bulletin,
                                                  reporting::v1::RenditionFormat format,
                                                  reporting::v1::Language language) const;

 private:
  Renderer(reporting::v1::FigureCatalogue catalogue, Bands bands)
      : catalogue_(std::move(catalogue)), bands_(std::move(bands)) {}

  std::string FillIn(const reporting::v1::Bulletin& bulletin, bool html,
                     reporting::v1::Language language) const;

  reporting::v1::FigureCatalogue catalogue_;
  Bands bands_;
  // By file name without `.mustache`.
  std::map<std::string, std::string> templates_;
};

}  // namespace chiso

#endif  // CHISO_SERVICES_REPORTING_RENDER_RENDER_H_
