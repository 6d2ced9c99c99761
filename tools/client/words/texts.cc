#include "tools/client/words/texts.h"

#include <cstddef>
#include <iterator>

namespace chiso {
namespace {

struct Entry {
  Text text;
  const char* english;
  const char* vietnamese;
};

// clang-format off
constexpr Entry kEntries[] = {
    {Text::kImportSummary, "$0: stored $1, unchanged $2, refused $3, warnings $4",
     "$0: lưu $1, không đổi $2, từ chối $3, cảnh báo $4"},
    {Text::kImportChecked, "$0: checked only, nothing stored: good $1, refused $2, warnings $3",
     "$0: chỉ kiểm tra, không lưu: hợp lệ $1, từ chối $2, cảnh báo $3"},
    {Text::kNotInForce, "stored, not in force: $0; something else is in force for $1",
     "đã lưu, không có hiệu lực: $0; bản khác đang có hiệu lực cho $1"},
    {Text::kWouldNotBeInForce, "would not be in force: $0; something else is in force for $1",
     "sẽ không có hiệu lực: $0; bản khác đang có hiệu lực cho $1"},
    {Text::kTied, "as new as other content, so the greater digest decides: $0: $1",
     "cùng thời điểm với nội dung khác, nên mã băm lớn hơn quyết định: $0: $1"},
    {Text::kRevisionOfFile,
     "Rows without a revision have the time of their file's last change; --revision gives them another.",
     "Dòng không ghi phiên bản lấy thời điểm tệp được sửa lần cuối; dùng --revision để cho thời điểm khác."},
    {Text::kReadingOfFile,
     "Of a figure the last reading is shown: rows without read_at were read when their file was last changed.",
     "Mỗi số liệu chỉ hiển thị lần đọc mới nhất: dòng không có read_at lấy thời điểm tệp được sửa lần cuối."},
    {Text::kWarnings, "Warnings", "Cảnh báo"},
    {Text::kRecords, "Records", "Bản ghi"},
    {Text::kUnknownUnit, "Unknown unit", "Đơn vị chưa biết"},
    {Text::kAndMore, "and $0 more", "và $0 đơn vị khác"},
    {Text::kUnitsHidden, "(not shown: may be a person's data)", "(không hiển thị: có thể là dữ liệu cá nhân)"},
    {Text::kProgressRecords, "$0 records, $1/s", "$0 bản ghi, $1/giây"},
    {Text::kProgressLeft, "$0 left", "còn $0"},
    {Text::kSeconds, "$0 s", "$0 giây"},
    {Text::kMinutes, "$0 min $1 s", "$0 phút $1 giây"},
    {Text::kHours, "$0 h $1 min", "$0 giờ $1 phút"},

    {Text::kNumber, "No.", "Mã số"},
    {Text::kCriterion, "Criterion", "Tiêu chí"},
    {Text::kNumerator, "Numerator", "Tử số"},
    {Text::kDenominator, "Denominator", "Mẫu số"},
    {Text::kPoints, "Points", "Điểm"},
    {Text::kMaxPoints, "Of", "Điểm tối đa"},
    {Text::kLost, "Lost", "Điểm mất"},
    {Text::kNote, "Note", "Ghi chú"},
    {Text::kTotal, "Total", "Tổng điểm"},
    {Text::kRank, "Rank", "Xếp hạng"},
    {Text::kPublishedRank, "Published rank", "Hạng công bố"},
    {Text::kUnitCode, "Unit", "Mã định danh"},
    {Text::kUnitName, "Name", "Tên đơn vị"},
    {Text::kBand, "Band", "Xếp loại"},
    {Text::kStatus, "Status", "Tình trạng"},
    {Text::kReadAt, "Read", "Ngày đọc"},
    {Text::kPeriod, "Period", "Kỳ"},
    {Text::kChange, "Change", "Tăng, giảm"},
    {Text::kDefinition, "Definition", "Bộ chỉ số"},
    {Text::kOfficialTotal, "Official total", "Điểm công bố"},
    {Text::kSender, "Sender", "Bên gửi"},
    {Text::kLastArrival, "Last arrival", "Nhận lần cuối"},
    {Text::kBatches, "Batches", "Số lô"},
    {Text::kStored, "Stored", "Đã lưu"},
    {Text::kRefused, "Refused", "Từ chối"},
    {Text::kPositions, "Up to", "Đến bản ghi"},
    {Text::kCode, "Code", "Mã"},
    {Text::kName, "Name", "Tên"},
    {Text::kValidFrom, "From", "Từ ngày"},
    {Text::kValidTo, "To", "Đến ngày"},
    {Text::kRule, "Rule", "Cách tính"},
    {Text::kEmptyBase, "Empty base", "Không phát sinh"},
    {Text::kPopulation, "Cases", "Hồ sơ tính"},
    {Text::kEvidence, "Evidence", "Căn cứ"},
    {Text::kColumn, "Column", "Cột"},
    {Text::kOrigin, "Whose figure", "Nguồn số liệu"},
    {Text::kRevision, "Revision", "Bản"},
    {Text::kPublished, "Published", "Chốt số liệu"},
    {Text::kBasis, "Basis", "Cơ sở"},

    {Text::kScoreTitle, "Score of $0, $1, $2", "Điểm của $0, $1, $2"},
    {Text::kRankingTitle, "Ranking by $0, $1", "Xếp hạng theo $0, $1"},
    {Text::kRankingBelow, "units below $0", "các đơn vị trực thuộc $0"},
    {Text::kRankingSubtree, "each with all units below it", "mỗi đơn vị gồm cả các đơn vị trực thuộc"},
    {Text::kHistoryTitle, "History of $0, $1", "Kết quả qua các kỳ của $0, $1"},
    {Text::kKnownOn, "as known at the end of $0", "theo số liệu có đến hết ngày $0"},
    {Text::kBulletinTitle, "Bulletin $0", "Bản công bố $0"},
    {Text::kNothingFound, "Nothing is known that fits.", "Không có số liệu phù hợp."},
    {Text::kDiffTitle, "Scores under $0 and $1, period $2", "Điểm theo $0 và $1, kỳ $2"},
    {Text::kNoDifference, "No unit differs; compared: $0.", "Không đơn vị nào khác nhau; đã so sánh: $0."},
    {Text::kDiffMoved, "Records came in between: some differences may be theirs; ask again.",
     "Có bản ghi mới đến trong lúc so sánh: một số khác biệt có thể do các bản ghi này; hãy chạy lại."},
    {Text::kDiffByCode, "Units that differ: $0 of $1. One code may count different things in two definitions.",
     "Số đơn vị khác nhau: $0/$1. Cùng một mã có thể tính khác nhau trong hai bộ chỉ số."},

    {Text::kStatusScored, "scored", "đã tính điểm"},
    {Text::kStatusNoBase, "no base", "không phát sinh"},
    {Text::kStatusNotReported, "not reported", "chưa có số liệu"},
    {Text::kStatusNotApplicable, "not measured at this level", "không áp dụng ở cấp này"},
    {Text::kStatusInherited, "taken over", "lấy theo cấp trên"},
    {Text::kStatusIncomplete, "incomplete", "chưa đủ số liệu"},
    {Text::kComplete, "complete", "đủ số liệu"},

    {Text::kNoBaseNotScored, "no base: not scored", "không phát sinh: không tính điểm"},
    {Text::kNoBaseZero, "no base: 0 points", "không phát sinh: 0 điểm"},
    {Text::kNoBaseFull, "no base: all points", "không phát sinh: điểm tối đa"},
    {Text::kInheritedFrom, "from $0", "lấy theo $0"},
    {Text::kCapped, "capped: the numerator exceeds the denominator", "tính tối đa: tử số lớn hơn mẫu số"},
    {Text::kSumOfUnits, "sum of $0 of $1 units", "cộng từ $0/$1 đơn vị"},
    {Text::kSumOfPeriods, "sum of $0 of $1 parts of the period", "cộng từ $0/$1 kỳ thành phần"},
    {Text::kPartial, "partial", "chưa đủ"},
    {Text::kShownOnly, "shown only", "chỉ hiển thị"},
    {Text::kDefinitionChanged, "no change given: the definition differs from the period before",
     "không tính tăng, giảm: bộ chỉ số kỳ này khác kỳ trước"},
    {Text::kMeanOfProvinces, "Mean of $0 provinces.", "Trung bình của $0 tỉnh, thành phố."},
    {Text::kMissingProvinces, "Missing, because not complete ($0): $1", "Chưa tính, do chưa đủ số liệu ($0): $1"},

    {Text::kComputedHere, "Internal computation, for reference.", "Số liệu tính toán nội bộ, tham khảo."},
    {Text::kOfficialHere, "Published by the National Public Service Portal or another system, recorded as read.",
     "Số liệu do Cổng Dịch vụ công quốc gia hoặc hệ thống khác công bố, ghi nhận như đã đọc."},
    {Text::kByDefinition, "Definition $0, SHA-256 $1.", "Bộ chỉ số $0, SHA-256 $1."},
    {Text::kAsOf, "As of $0.", "Tính đến $0."},
    {Text::kUpTo, "All records up to $0.", "Tất cả bản ghi đến $0."},
    {Text::kTieRule, "Equal values share a rank, and the next rank is skipped. Incomplete ones are not ranked.",
     "Giá trị bằng nhau đồng hạng, bỏ qua hạng kế tiếp. Đơn vị chưa đủ số liệu không xếp hạng."},
    {Text::kOriginPortal, "National Public Service Portal", "Cổng Dịch vụ công quốc gia"},
    {Text::kOriginOneStop, "electronic one-stop system", "hệ thống một cửa điện tử (MCĐT)"},
    {Text::kOriginComputed, "internal computation, for reference", "số liệu tính toán nội bộ, tham khảo"},
    {Text::kBasisOfficial, "official figures as published", "số liệu đã công bố"},
    {Text::kBasisComputed, "internal computation, for reference", "số liệu tính toán nội bộ, tham khảo"},

    {Text::kScopeSubtree, "the unit and all below it", "đơn vị và toàn bộ đơn vị trực thuộc"},
    {Text::kScopeOwn, "own offices alone", "riêng cơ quan của đơn vị"},
    {Text::kLevelNation, "nation", "cả nước"},
    {Text::kLevelMinistry, "ministries", "bộ, ngành"},
    {Text::kLevelProvince, "provinces", "tỉnh, thành phố trực thuộc trung ương"},
    {Text::kLevelDistrict, "districts", "quận, huyện, thị xã, thành phố thuộc tỉnh"},
    {Text::kLevelDepartment, "departments", "sở, ngành, phòng"},
    {Text::kLevelCommune, "communes", "xã, phường, thị trấn, đặc khu"},

    {Text::kBandExcellent, "excellent", "xuất sắc"},
    {Text::kBandGood, "good", "tốt"},
    {Text::kBandFair, "fair", "khá"},
    {Text::kBandAverage, "average", "trung bình"},
    {Text::kBandWeak, "weak", "yếu"},

    {Text::kRuleLinear, "linear", "theo tỷ lệ"},
    {Text::kRuleTarget, "all points from $0 %", "tối đa khi đạt $0 %"},
    {Text::kRuleShown, "shown only", "chỉ hiển thị"},
    {Text::kRuleFull, "always all points", "luôn đạt điểm tối đa"},
    {Text::kRuleTimes, "$0, times the rate of $1", "$0, nhân với tỷ lệ của tiêu chí $1"},
    {Text::kTargetAt, "$0: from $1 %", "$0: khi đạt $1 %"},
    {Text::kPointsAt, "$0: $1 points", "$0: tối đa $1 điểm"},
    {Text::kNotAt, "not for: $0", "không áp dụng: $0"},
    {Text::kAddedBy, "added by $0", "$0 bổ sung"},
    {Text::kThinMonths, "Thin data from $0 to $1 ($2): no change is computed with these months.",
     "Số liệu từ $0 đến $1 chưa đầy đủ ($2): không tính tăng, giảm với các tháng này."},
    {Text::kEmptyNotScored, "not scored", "không tính điểm"},
    {Text::kEmptyZero, "0 points", "0 điểm"},
    {Text::kEmptyFull, "all points", "điểm tối đa"},
    {Text::kPopulationReceived, "received in the period", "tiếp nhận trong kỳ"},
    {Text::kPopulationInProcess, "in process in the period", "đang giải quyết trong kỳ"},
    {Text::kPopulationFinished, "finished in the period", "hoàn thành trong kỳ"},
    {Text::kPopulationDue, "due in the period", "đến hạn trong kỳ"},
    {Text::kPopulationStock, "at the end of the period", "tại thời điểm cuối kỳ"},
    {Text::kMarkConfirmed, "confirmed", "đã xác nhận"},
    {Text::kMarkInferred, "inferred", "suy ra"},
    {Text::kMarkUnknown, "assumed", "giả định"},
    {Text::kInheritedBelow, "copied down", "áp dụng cho cấp dưới"},
    {Text::kDraft, "draft", "dự thảo"},
    {Text::kMarkLegend, "Evidence: of the rule / of the empty base / of the cases.",
     "Căn cứ: của cách tính / của trường hợp không phát sinh / của hồ sơ tính."},
    {Text::kLegalBasis, "Legal basis: $0", "Căn cứ pháp lý: $0"},
    {Text::kBandsFrom, "$0 from $1", "$0 từ $1"},

    {Text::kPublishedAs, "Published as $0: $1 rows, $2 columns, $3.", "Đã chốt bản $0: $1 dòng, $2 cột, $3."},
    {Text::kCheckedNotPublished, "Checked only: this is what would be published; nothing was stored.",
     "Chỉ kiểm tra: nội dung sẽ được công bố; chưa lưu gì."},
    {Text::kSummary, "Summary", "Tóm tắt"},
    {Text::kOwnOffices, "Own offices", "Cơ quan chuyên môn"},
    {Text::kHighest, "Highest", "Cao nhất"},
    {Text::kLowest, "Lowest", "Thấp nhất"},
    {Text::kFell, "Fell", "Giảm điểm"},
    {Text::kCounts, "$0 rose, $1 fell, $2 unchanged, $3 without comparison",
     "$0 đơn vị tăng, $1 giảm, $2 giữ nguyên, $3 chưa có số liệu để so sánh"},
    {Text::kOverdue, "Overdue dossiers", "Hồ sơ quá hạn"},
    {Text::kWeakness, "Weak: $0, $1 units below $2; lowest", "Tiêu chí còn thấp: $0, $1 đơn vị dưới $2; thấp nhất"},
    {Text::kAnnex, "Annex", "Phụ lục"},
    {Text::kNoteOverdue, "The sources count overdue dossiers by different definitions.",
     "Các nguồn thống kê hồ sơ quá hạn theo cách khác nhau, không cộng hoặc thay thế cho nhau."},
    {Text::kNoteShare, "These figures cannot be shares of the dossiers received in the period",
     "Số liệu không thể là tỷ lệ trên số hồ sơ nhận trong kỳ"},
    {Text::kNoteCloseRanks, "Neighbours hardly apart; their order says little",
     "Chênh lệch rất nhỏ, thứ tự không phản ánh khác biệt đáng kể"},
    {Text::kNoteDefinition, "No change computed: the definition differs from the period before",
     "Không tính tăng, giảm: bộ chỉ số kỳ này khác kỳ trước"},
    {Text::kNoteThin, "No change computed: the data of one of the two periods are known to be thin",
     "Không tính tăng, giảm: số liệu của một trong hai kỳ chưa đầy đủ"},

    {Text::kDay, "1 day", "1 ngày"},
    {Text::kDays, "$0 days", "$0 ngày"},
    {Text::kDaysAndHours, "$0 $1 h", "$0 $1 giờ"},

    {Text::kNewestReceived, "Newest received", "Hồ sơ mới nhất"},
    {Text::kSilence, "Silent for", "Thời gian không gửi"},
    {Text::kFeeds, "Gives", "Nguồn cung cấp"},
    {Text::kMoreFeeds, "$0 more", "và $0 khai báo khác"},
    {Text::kFromDay, "from $0", "từ ngày $0"},
    {Text::kToDay, "to $0", "đến hết ngày $0"},
    {Text::kOddity, "What is odd", "Điểm bất thường"},
    {Text::kOddCount, "Dossiers", "Số hồ sơ"},
    {Text::kOddOf, "Out of", "Trên tổng"},
    {Text::kExamples, "Examples", "Ví dụ"},

    {Text::kArrival, "Arrived", "Thời điểm nhận"},
    {Text::kBatch, "Batch", "Lô"},
    {Text::kField, "Field", "Trường"},
    {Text::kKey, "Key", "Khóa"},
    {Text::kReason, "Reason", "Lý do"},

    {Text::kDossierTitle, "Dossier $0", "Hồ sơ $0"},
    {Text::kDossiersTitle, "Dossiers of $0", "Hồ sơ của $0"},
    {Text::kReceivedIn, "received in $0", "tiếp nhận trong kỳ $0"},
    {Text::kFilterOpen, "open", "chưa kết thúc"},
    {Text::kFilterOverdue, "overdue or ended late", "quá hạn hoặc kết thúc trễ hạn"},
    {Text::kFilterDueToday, "due today", "đến hạn hôm nay"},
    {Text::kFilterDueSoon, "due within $0", "đến hạn trong $0"},
    {Text::kFilterWithoutResult, "done without a result file", "đã xong nhưng chưa có tệp kết quả"},
    {Text::kProcedure, "Procedure", "Thủ tục"},
    {Text::kChannel, "Handed in", "Cách nộp"},
    {Text::kSubmitTime, "Submitted", "Ngày nộp"},
    {Text::kReceiveTime, "Received", "Ngày tiếp nhận"},
    {Text::kDueTime, "Due", "Ngày hẹn trả"},
    {Text::kEndTime, "Ended", "Ngày kết thúc"},
    {Text::kReturnTime, "Handed over", "Ngày trả kết quả"},
    {Text::kRefuseTime, "Refused on", "Ngày từ chối"},
    {Text::kTerm, "Term", "Thời hạn"},
    {Text::kDaysLate, "Days late", "Số ngày trễ"},
    {Text::kOverdueBy, "overdue by $0", "quá hạn $0"},
    {Text::kEndedLate, "ended $0 late", "kết thúc trễ hạn $0"},
    {Text::kEndedInTime, "ended in time", "kết thúc đúng hạn"},
    {Text::kNoTerm, "none", "không có ngày hẹn trả"},
    {Text::kEndNotGiven, "not known: the time of the end was not given", "không rõ: chưa có ngày kết thúc"},
    {Text::kDueToday, "due today", "đến hạn hôm nay"},
    {Text::kDueIn, "due in $0", "còn $0"},
    {Text::kResultFile, "Result file", "Tệp kết quả"},
    {Text::kYes, "yes", "có"},
    {Text::kNo, "no", "không"},
    {Text::kSentIn, "$0, batch $1, arrived $2", "$0, lô $1, nhận $2"},
    {Text::kProgress, "Progress", "Tiến trình"},
    {Text::kStepTime, "Step", "Thời điểm xử lý"},
    {Text::kStepStart, "Begun", "Bắt đầu"},
    {Text::kStepDue, "To end", "Hạn xử lý"},
    {Text::kKind, "Kind", "Loại"},
    {Text::kPlace, "Place", "Bản ghi số"},
    {Text::kInForce, "In force", "Hiệu lực"},
    {Text::kTakenBack, "taken back", "đã thu hồi"},
    {Text::kDossierTakenBack, "Its source took this dossier back.", "Bên gửi đã thu hồi hồ sơ này."},
    {Text::kDisputed, "Senders disagree about this dossier: see chiso dossiers revisions $0.",
     "Các bên gửi không thống nhất về hồ sơ này: xem chiso dossiers revisions $0."},
    {Text::kProgressAlone, "Only progress has arrived, not the dossier itself.",
     "Mới nhận được tiến trình, chưa nhận được hồ sơ."},
    {Text::kEarlierProgress, "Earlier lines that are not shown here: $0. See chiso dossiers revisions $1.",
     "Số dòng tiến trình trước đó không hiển thị ở đây: $0. Xem chiso dossiers revisions $1."},
    {Text::kAuthority, "Authority", "Cơ quan quản lý thủ tục"},
    {Text::kEndIs, "End", "Kết thúc"},
    {Text::kPauses, "Paused", "Tạm dừng"},
    {Text::kPause, "$0 to $1", "$0 đến $1"},
    {Text::kPauseOpen, "since $0", "từ $0"},
    {Text::kLateSince, "Late since", "Trễ hạn từ"},
    {Text::kLateFrom, "Late from", "Sẽ trễ hạn từ"},
    {Text::kPointsAtRisk, "Points at risk", "Điểm có thể mất"},
    {Text::kFindings, "Remarkable", "Lưu ý"},
    {Text::kPopulations, "Counts as", "Tính là"},
    {Text::kLate, "Late", "Trễ hạn"},
    {Text::kEarlierMonths, "Earlier months that are not shown here: $0.",
     "Số tháng trước đó không hiển thị ở đây: $0."},
    {Text::kGivesIn, "What it gives to each indicator in $0", "Đóng góp vào từng chỉ số trong kỳ $0"},
    {Text::kIndicator, "Indicator", "Chỉ số"},
    {Text::kGivesNothing, "It counts in no period.", "Hồ sơ không được tính trong kỳ nào."},

    {Text::kReceipts, "Receipts", "Số biên nhận"},
    {Text::kFirstBatch, "First batch", "Lô đầu"},
    {Text::kLastBatch, "Last batch", "Lô cuối"},
    {Text::kHead, "Head", "Mã cuối chuỗi"},
    {Text::kReceiptsWhole, "Nothing is missing and nothing was altered.", "Không thiếu, không bị sửa đổi."},
    {Text::kReceiptsFaulty, "Faults: $0", "Số lỗi: $0"},
    {Text::kReceiptsEnd, "Whether receipts are missing at the end is known with --head alone.",
     "Chỉ khi dùng --head mới biết có thiếu biên nhận ở cuối hay không."},
    {Text::kWholeLog, "Log $0: all $1 records are accounted for.", "Nhật ký $0: đủ cả $1 bản ghi."},

    {Text::kNoTimeYet, "Scores have no time yet.", "Chưa có thời điểm tính điểm."},
    {Text::kAsOfAgo, "As of $0, $1 ago.", "Tính đến $0, cách đây $1."},
    {Text::kNotReady, "Reading the records for the first time; questions are answered when that is done.",
     "Đang đọc bản ghi lần đầu; chỉ trả lời câu hỏi khi đọc xong."},
    {Text::kLog, "Log", "Nhật ký"},
    {Text::kReadUpTo, "Read up to", "Đã đọc đến"},
    {Text::kLastRecord, "Last record", "Bản ghi cuối"},
    {Text::kUnread, "Unread", "Chưa đọc"},
    {Text::kCompleteAgo, "Read to its end", "Đọc hết cách đây"},
    {Text::kFirstReading, "First reading", "Lần đọc đầu"},
    {Text::kReadWhole, "done", "đã đọc hết"},
    {Text::kHeld, "Held: $0 units, $1 offices, $2 dossiers in $3 MiB; the process takes $4 MiB.",
     "Đang giữ: $0 đơn vị, $1 cơ quan, $2 hồ sơ trong $3 MiB; tiến trình dùng $4 MiB."},
    {Text::kWriterNone, "Has not written to reporting yet.", "Chưa ghi sang dịch vụ báo cáo."},
    {Text::kWriterWrites, "Writes to reporting under epoch $0.", "Đang ghi sang dịch vụ báo cáo, lượt ghi số $0."},
    {Text::kWriterDoesNotWrite, "Does not write to reporting at the moment; its last epoch: $0.",
     "Hiện không ghi sang dịch vụ báo cáo; lượt ghi gần nhất: $0."},
    {Text::kMore, "and $0 more", "và $0 mục khác"},
    {Text::kUnknownUnits, "Dossiers that name a unit nobody knows, and count for nobody: $0, under $1 names.",
     "Hồ sơ ghi đơn vị chưa biết nên không được tính: $0, với $1 tên gọi."},
    {Text::kNamedUnit, "Named unit", "Đơn vị ghi trong hồ sơ"},

    {Text::kNotReadYet, "Records that are not read yet: $0.", "Bản ghi chưa đọc: $0."},
    {Text::kNewestReceptions, "Newest reception: $0.", "Hồ sơ tiếp nhận mới nhất: $0."},
    {Text::kSilentSenders, "Silent for more than 3 days, with the last arrival: $0.",
     "Không gửi quá 3 ngày, kèm lần nhận cuối: $0."},
    {Text::kMissingFeeds, "Declared, and nothing there: $0.", "Đã khai báo nhưng chưa có số liệu: $0."},
    {Text::kNever, "never", "chưa lần nào"},

    {Text::kRecomputeLater, "To compute it again later: $0", "Để tính lại về sau: $0"},
    {Text::kRecomputeEqual, "Equal to the score that was given.", "Trùng với điểm đã cho."},
    {Text::kRecomputeDiffers, "Differs from the score that was given: $0.", "Khác với điểm đã cho: $0."},
    {Text::kCompared, "Compared", "Đã so sánh"},
    {Text::kDiffering, "Differ", "Khác"},
    {Text::kFirstDifference, "First difference", "Khác biệt đầu tiên"},
    {Text::kKeptAndRecomputed, "kept $0, computed anew $1", "đang lưu $0, tính lại $1"},
    {Text::kNoScore, "no score", "không có điểm"},
    {Text::kNoDrift, "No score differs from what the records give.",
     "Không điểm nào khác với kết quả tính lại từ bản ghi."},
    {Text::kDrift, "Scores that differ from what the records give: $0. This is a fault of the service.",
     "Số điểm khác với kết quả tính lại từ bản ghi: $0. Đây là lỗi của dịch vụ."},
    {Text::kDriftFound, "Compared with the records: $0 scores, $1 differ; last $2, $3.",
     "Đối chiếu với bản ghi: $0 điểm, khác $1; lần cuối $2, $3."},
    {Text::kDriftNotYet, "Compared with the records: nothing yet.", "Đối chiếu với bản ghi: chưa có kết quả."},
};
// clang-format on

static_assert(std::size(kEntries) == static_cast<size_t>(Text::kCount), "each text stands in the table once");

constexpr bool InOrder() {
  for (size_t i = 0; i < std::size(kEntries); ++i) {
    if (kEntries[i].text != static_cast<Text>(i)) return false;
  }
  return true;
}
static_assert(InOrder(), "the table has the order of the enum");

}  // namespace

absl::string_view Say(Language language, Text text) {
  const Entry& entry = kEntries[static_cast<size_t>(text)];
  return language == Language::kVietnamese ? entry.vietnamese : entry.english;
}

absl::string_view StatusText(Language language, index::v1::Status status) {
  switch (status) {
    case index::v1::STATUS_SCORED:
      return Say(language, Text::kStatusScored);
    case index::v1::STATUS_NO_BASE:
      return Say(language, Text::kStatusNoBase);
    case index::v1::STATUS_NOT_REPORTED:
      return Say(language, Text::kStatusNotReported);
    case index::v1::STATUS_NOT_APPLICABLE:
      return Say(language, Text::kStatusNotApplicable);
    case index::v1::STATUS_INHERITED:
      return Say(language, Text::kStatusInherited);
    case index::v1::STATUS_INCOMPLETE:
      return Say(language, Text::kStatusIncomplete);
    default:
      return "";
  }
}

absl::string_view ScopeText(Language language, record::v1::Scope scope) {
  return Say(language, scope == record::v1::SCOPE_OWN_OFFICES ? Text::kScopeOwn : Text::kScopeSubtree);
}

absl::string_view LevelText(Language language, record::v1::Level level) {
  switch (level) {
    case record::v1::LEVEL_NATION:
      return Say(language, Text::kLevelNation);
    case record::v1::LEVEL_MINISTRY:
      return Say(language, Text::kLevelMinistry);
    case record::v1::LEVEL_PROVINCE:
      return Say(language, Text::kLevelProvince);
    case record::v1::LEVEL_DISTRICT:
      return Say(language, Text::kLevelDistrict);
    case record::v1::LEVEL_DEPARTMENT:
      return Say(language, Text::kLevelDepartment);
    case record::v1::LEVEL_COMMUNE:
      return Say(language, Text::kLevelCommune);
    default:
      return "";
  }
}

absl::string_view OriginText(Language language, reporting::v1::Origin origin) {
  switch (origin) {
    case reporting::v1::ORIGIN_PORTAL:
      return Say(language, Text::kOriginPortal);
    case reporting::v1::ORIGIN_ONE_STOP:
      return Say(language, Text::kOriginOneStop);
    case reporting::v1::ORIGIN_COMPUTED:
      return Say(language, Text::kOriginComputed);
    default:
      return "";
  }
}

absl::string_view BasisText(Language language, reporting::v1::Basis basis) {
  return Say(language, basis == reporting::v1::BASIS_OFFICIAL ? Text::kBasisOfficial : Text::kBasisComputed);
}

std::string BandText(Language language, const std::string& band) {
  for (const Text text :
       {Text::kBandExcellent, Text::kBandGood, Text::kBandFair, Text::kBandAverage, Text::kBandWeak}) {
    if (Say(Language::kVietnamese, text) == band) return std::string(Say(language, text));
  }
  return band;
}

}  // namespace chiso
