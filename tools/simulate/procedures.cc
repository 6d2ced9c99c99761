#include "tools/simulate/procedures.h"

namespace chiso {

// A few make up most of a commune's work: certified copies alone nearly a third. They come to the counter,
// because the original must be seen.
const std::vector<SimulatedProcedure>& CommuneProcedures() {
  static const auto* const kProcedures = new std::vector<SimulatedProcedure>{
      {"2.000815", "Chứng thực bản sao từ bản chính", "TP.CT", "Chứng thực", 300, 0, 6'000, true, 180, 1,
       false},
      {"2.000635", "Cấp bản sao Trích lục hộ tịch", "TP.HT", "Hộ tịch", 95, 0, 8'000, true, 620, 1, false},
      {"1.001193", "Đăng ký khai sinh", "TP.HT", "Hộ tịch", 80, 0, 0, true, 780, 2, false},
      {"1.004873", "Cấp Giấy xác nhận tình trạng hôn nhân", "TP.HT", "Hộ tịch", 75, 3, 15'000, true, 640, 2,
       false},
      {"2.000884", "Chứng thực chữ ký", "TP.CT", "Chứng thực", 60, 0, 10'000, true, 120, 2, false},
      {"1.001776", "Thực hiện, điều chỉnh, thôi hưởng trợ cấp xã hội hàng tháng", "YT.BTXH", "Bảo trợ xã hội",
       38, 10, 0, true, 480, 3, false},
      {"2.001035", "Chứng thực hợp đồng, giao dịch về tài sản là động sản, quyền sử dụng đất, nhà ở", "TP.CT",
       "Chứng thực", 32, 2, 50'000, true, 100, 5, false},
      {"1.001612", "Đăng ký thành lập hộ kinh doanh", "TC.HKD", "Thành lập và hoạt động của hộ kinh doanh",
       30, 3, 100'000, true, 820, 2, true},
      {"1.000656", "Đăng ký khai tử", "TP.HT", "Hộ tịch", 28, 0, 0, true, 600, 2, false},
      {"1.004859", "Thay đổi, cải chính, bổ sung thông tin hộ tịch", "TP.HT", "Hộ tịch", 26, 3, 15'000, true,
       560, 3, false},
      {"1.000894", "Đăng ký kết hôn", "TP.HT", "Hộ tịch", 25, 0, 0, true, 700, 2, false},
      {"1.004884", "Đăng ký lại khai sinh", "TP.HT", "Hộ tịch", 20, 5, 0, true, 600, 3, false},
      {"1.001731", "Hỗ trợ chi phí mai táng cho đối tượng bảo trợ xã hội", "YT.BTXH", "Bảo trợ xã hội", 16, 3,
       0, true, 450, 3, false},
      {"1.013225", "Cấp giấy phép xây dựng mới nhà ở riêng lẻ", "XD.HDXD", "Hoạt động xây dựng", 16, 10,
       75'000, true, 520, 4, false},
      {"2.000720", "Đăng ký thay đổi nội dung đăng ký hộ kinh doanh", "TC.HKD",
       "Thành lập và hoạt động của hộ kinh doanh", 12, 3, 100'000, true, 800, 2, true},
      {"1.001266", "Chấm dứt hoạt động hộ kinh doanh", "TC.HKD", "Thành lập và hoạt động của hộ kinh doanh",
       11, 3, 0, true, 760, 2, true},
      {"1.001699", "Xác định, xác định lại mức độ khuyết tật và cấp Giấy xác nhận khuyết tật", "YT.BTXH",
       "Bảo trợ xã hội", 10, 25, 0, true, 350, 2, false},
      {"1.011606", "Công nhận hộ nghèo, hộ cận nghèo định kỳ hằng năm", "NN.GN", "Giảm nghèo", 8, 15, 0, true,
       300, 1, false},
      {"1.010833", "Cấp giấy xác nhận thân nhân của người có công", "NV.NCC", "Người có công", 7, 2, 0, true,
       400, 2, false},
      {"1.001570", "Tạm ngừng kinh doanh của hộ kinh doanh", "TC.HKD",
       "Thành lập và hoạt động của hộ kinh doanh", 6, 3, 0, true, 800, 1, true},
      {"1.004746", "Đăng ký lại kết hôn", "TP.HT", "Hộ tịch", 6, 5, 0, true, 500, 2, false},
      {"1.001653", "Đổi, cấp lại Giấy xác nhận khuyết tật", "YT.BTXH", "Bảo trợ xã hội", 5, 5, 0, true, 350,
       1, false},
      {"2.001406", "Chứng thực văn bản thỏa thuận phân chia di sản", "TP.CT", "Chứng thực", 5, 2, 50'000,
       true, 80, 5, false},
      {"1.001022", "Đăng ký nhận cha, mẹ, con", "TP.HT", "Hộ tịch", 4, 3, 0, true, 450, 3, false},
      {"1.012812", "Hòa giải tranh chấp đất đai", "NN.DD", "Đất đai", 4, 30, 0, false, 150, 2, false},
      {"2.002307", "Giải quyết chế độ mai táng phí đối với cựu chiến binh", "NV.NCC", "Người có công", 4, 5,
       0, true, 350, 3, false},
      {"1.000689", "Đăng ký khai sinh kết hợp nhận cha, mẹ, con", "TP.HT", "Hộ tịch", 3, 3, 0, true, 500, 3,
       false},
      {"1.005461", "Đăng ký lại khai tử", "TP.HT", "Hộ tịch", 3, 5, 0, true, 450, 2, false},
      {"2.001019", "Chứng thực di chúc", "TP.CT", "Chứng thực", 2, 2, 50'000, true, 50, 3, false},
      {"2.001016", "Chứng thực văn bản từ chối nhận di sản", "TP.CT", "Chứng thực", 2, 2, 50'000, true, 60, 3,
       false},
      {"2.001263", "Đăng ký việc nuôi con nuôi trong nước", "TP.NCN", "Nuôi con nuôi", 1, 30, 400'000, true,
       200, 6, false},
  };
  return *kProcedures;
}

const std::vector<SimulatedProcedure>& DepartmentProcedures() {
  static const auto* const kProcedures = new std::vector<SimulatedProcedure>{
      {"2.000488", "Cấp phiếu lý lịch tư pháp", "TP.LLTP", "Lý lịch tư pháp", 220, 10, 200'000, true, 740, 2,
       false},
      {"2.000033", "Thông báo hoạt động khuyến mại", "CT.XTTM", "Xúc tiến thương mại", 160, 1, 0, false, 980,
       1, true},
      {"2.001199", "Đăng ký thành lập công ty TNHH một thành viên", "TC.DN",
       "Thành lập và hoạt động của doanh nghiệp", 120, 3, 50'000, true, 990, 4, true},
      {"1.005169", "Đăng ký thay đổi địa chỉ trụ sở chính của doanh nghiệp", "TC.DN",
       "Thành lập và hoạt động của doanh nghiệp", 70, 3, 50'000, true, 990, 3, true},
      {"1.005092", "Cấp bản sao văn bằng, chứng chỉ từ sổ gốc", "GD.VBCC", "Văn bằng, chứng chỉ", 60, 1, 0,
       true, 550, 1, false},
      {"1.014199", "Cấp giấy phép lao động cho người lao động nước ngoài", "NV.VL", "Việc làm", 45, 10,
       600'000, true, 850, 6, true},
      {"1.014200", "Cấp lại giấy phép lao động cho người lao động nước ngoài", "NV.VL", "Việc làm", 20, 3,
       450'000, true, 850, 3, true},
      {"2.000004", "Đăng ký hoạt động khuyến mại mang tính may rủi", "CT.XTTM", "Xúc tiến thương mại", 12, 5,
       0, true, 950, 3, true},
      {"1.009994", "Cấp giấy phép xây dựng mới đối với công trình cấp đặc biệt, cấp I, cấp II", "XD.HDXD",
       "Hoạt động xây dựng", 6, 20, 150'000, true, 600, 6, true},
  };
  return *kProcedures;
}

}  // namespace chiso
