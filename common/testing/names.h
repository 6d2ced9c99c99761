// Names of offices, and what may be a person's, for the tests of everything that takes names.

#ifndef CHISO_COMMON_TESTING_NAMES_H_
#define CHISO_COMMON_TESTING_NAMES_H_

namespace chiso::testing {

inline constexpr const char* kPersonalNames[] = {
    "0912345678",
    "0912-345-678",
    "0912.345.678",
    "UBND 0912 345 678",
    "UBND 0912.345.678",
    "UBND 091-234-5678",
    "UBND(0912-345-678)",
    "UBND (028) 3829 7052",
    "UBND (028)38297052",
    "UBND +84 912 345 678",
    "UBND:0912_345_678",
    "UBND 0912\u00A0345\u00A0678",
    "UBND 0912\u2013345\u2013678",
    "UBND 0912\u200B345678",
    "UBND \uFF10\uFF19\uFF11\uFF12\uFF13\uFF14\uFF15\uFF16\uFF17\uFF18",
    "Số 123456789",
    "Số 001099012345",
    "mark@example.vn",
    "mark\uFF20example.vn",
};

inline constexpr const char* kOfficeNames[] = {
    "Phường 12",
    "Công an xã 3",
    "UBND xã Tân Phú 2",
    "Phường 1, 2, 3, 4, 5, 6, 7, 8, 9",
    "Tổ 12 34 56 78",
    "Trạm 12345678",
    "Đội số 1 (Khu vực 2)",
    "Nghị quyết số 1682/NQ-UBTVQH15 ngày 16/6/2025",
    "Quyết định số 766/QĐ-TTg ngày 23/6/2022 (khoản 3)",
    "Nghị định 61/2018/NĐ-CP và 107/2021/NĐ-CP",
    "Từ 16/6/2025 - 30/6/2025",
    "000.20.30.H53",
    "000.00.00.H37",
    "H53.30.20.100",
    "H15.50.05.13-260803-0975",
};

}  // namespace chiso::testing

#endif  // CHISO_COMMON_TESTING_NAMES_H_
