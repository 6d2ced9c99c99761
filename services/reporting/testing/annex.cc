#include "services/reporting/testing/annex.h"

#include <cstdlib>
#include <fstream>
#include <utility>
#include <vector>

#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "services/reporting/bulletin/catalogue.h"

namespace chiso::testing {

namespace rv1 = reporting::v1;

std::string SourcePath(const std::string& path) {
  const char* const root = std::getenv("CHISO_SOURCE_DIR");
  return std::string(root == nullptr ? "." : root) + "/" + path;
}

const rv1::FigureCatalogue& Catalogue() {
  static const auto* const kCatalogue = new rv1::FigureCatalogue(
      LoadCatalogue(SourcePath("services/reporting/templates/catalogue.textproto")).value());
  return *kCatalogue;
}

BulletinUnit UnitWith(const std::string& code, const std::string& name,
                      const std::map<std::string, std::string>& figures) {
  BulletinUnit unit;
  unit.unit.set_code(code);
  unit.unit.set_name(name);
  for (const auto& [figure_code, value] : figures) {
    rv1::OfficialFigure& figure = unit.figures[figure_code];
    figure.set_unit_code(code);
    figure.set_period("2023-02");
    figure.set_code(figure_code);
    figure.set_value(value);
    // 2023-03-06T09:00:00+07:00
    figure.mutable_read_time()->set_seconds(1678068000);
  }
  return unit;
}

BulletinInput InputOf(std::vector<BulletinUnit> units) {
  BulletinInput input;
  input.publisher.set_code("000.00.30.H53");
  input.publisher.set_name("Thành phố Tây Ninh");
  input.period = "2023-02";
  input.basis = rv1::BASIS_OFFICIAL;
  input.units = std::move(units);
  return input;
}

BulletinInput AnnexOfFebruary() {
  const std::vector<std::string> codes = {
      "RECEIVED",      "OVERDUE_NOTIFIED", "OVERDUE_ONE_STOP", "ONLINE_RATE", "SATISFACTION_RATE",
      "E_RESULT_RATE", "DIGITISED_RATE",   "CERTIFIED_COPIES", "PAID_ONLINE", "TOTAL",
      "DELTA"};
  std::ifstream in(SourcePath("tests/testdata/cases/annex-tay-ninh-2023-02.csv"));
  std::string line;
  std::getline(in, line);
  std::vector<BulletinUnit> units;
  while (std::getline(in, line)) {
    const std::vector<std::string> fields = absl::StrSplit(absl::StripSuffix(line, "\r"), ',');
    std::map<std::string, std::string> figures;
    for (size_t i = 0; i < codes.size(); ++i) figures[codes[i]] = fields[i + 3];
    units.push_back(UnitWith(fields[2], fields[1], figures));
  }
  units.front().own_offices = true;
  units.front().unit.set_name("Thành phố Tây Ninh");
  BulletinInput input = InputOf(std::move(units));
  // 2023-03-07T08:00:00+07:00
  input.publish_time.set_seconds(1678150800);
  rv1::Letter& letter = input.letter;
  letter.set_agency("Ủy ban nhân dân thành phố Tây Ninh");
  letter.set_place("TP. Tây Ninh");
  letter.set_area("thành phố Tây Ninh");
  letter.set_units_below("phường, xã");
  letter.set_own_offices("Cơ quan chuyên môn thành phố");
  letter.add_legal_bases(
      "Căn cứ Kế hoạch cải cách hành chính năm 2023 của Ủy ban nhân dân thành phố Tây Ninh;");
  letter.add_addressees("Trưởng các cơ quan chuyên môn thành phố;");
  letter.add_addressees("Chủ tịch UBND phường, xã thành phố.");
  letter.add_recipients("Như trên;");
  letter.add_recipients("Văn phòng UBND tỉnh Tây Ninh;");
  letter.add_recipients("Lưu: VT.");
  letter.add_signer_office("TM. ỦY BAN NHÂN DÂN");
  letter.add_signer_office("CHỦ TỊCH");
  return input;
}

}  // namespace chiso::testing
