#include "tools/client/import/exchange/splitter.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

namespace chiso {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Reads the file in pieces of at most so many bytes.
std::vector<ExchangeElement> Split(const std::string& file, size_t piece = 1 << 20) {
  size_t done = 0;
  ExchangeSplitter splitter([&](char* buffer, size_t size) {
    const size_t count = std::min({size, piece, file.size() - done});
    file.copy(buffer, count, done);
    done += count;
    return count;
  });
  std::vector<ExchangeElement> elements;
  while (auto element = splitter.Next()) elements.push_back(*std::move(element));
  return elements;
}

// The texts of the elements; a fault as `!line: message`.
std::vector<std::string> Texts(const std::string& file, size_t piece = 1 << 20) {
  std::vector<std::string> texts;
  for (const ExchangeElement& element : Split(file, piece)) {
    texts.push_back(element.fault.empty() ? element.text
                                          : absl::StrCat("!", element.line, ": ", element.fault));
  }
  return texts;
}

TEST(ExchangeSplitter, EveryFormGivesTheSameElements) {
  for (const char* const file : {
           R"({"service":"S","isUpdating":false,"data":[{"a":"1"},{"a":"2"}],"more":{"data":[{"x":1}]}})",
           R"({"more":[[{"x":"]"}]],"data":[{"a":"1"},{"a":"2"}],"service":"S"})",
           R"([{"a":"1"},{"a":"2"}])",
           "{\"a\":\"1\"}\n{\"a\":\"2\"}\n",
           "{\"data\":[{\"a\":\"1\"}]}\r\n{\"data\":[]}\r\n{\"data\":[{\"a\":\"2\"}]}",
           R"([{"data":[{"a":"1"}]},{"data":[{"a":"2"}]}])",
           R"({"data":{"a":"1"},"service":"S"}{"service":"S","data": {"a":"2"}})",
           R"([{"data":{"a":"1"},"more":{"data":{"x":1}}},{"data":[{"a":"2"}]}])",
           "\xEF\xBB\xBF[\n  {\"a\":\"1\"},\n  {\"a\":\"2\"}\n]\n",
       }) {
    EXPECT_THAT(Texts(file), ElementsAre(R"({"a":"1"})", R"({"a":"2"})")) << file;
  }
  EXPECT_THAT(Texts(""), IsEmpty());
  EXPECT_THAT(Texts("\xFF\xFE[\n"), ElementsAre("!1: the file is not UTF-8"));
}

TEST(ExchangeSplitter, WhereTheFileIsCutIntoPiecesDoesNotMatter) {
  const std::string file =
      "\xEF\xBB\xBF{ \"service\" : \"S\",\n\"data\":[{\"a\":\"\\\"}]\\\\\",\"l\":[{\"b\":{}},[1]]},\n"
      "{\"a\":broken]},{\"a\":\"Ủy ban\"}\n]}";
  const std::vector<std::string> whole = Texts(file);
  EXPECT_THAT(whole, ElementsAre(R"({"a":"\"}]\\","l":[{"b":{}},[1]]})", "!3: the brackets do not match",
                                 R"({"a":"Ủy ban"})"));
  for (size_t piece = 1; piece <= file.size(); ++piece) EXPECT_EQ(Texts(file, piece), whole) << piece;
}

TEST(ExchangeSplitter, AnElementKnowsItsLineAndItsBody) {
  const auto elements = Split("{\"service\":\"S\",\n\n\"data\":[{\"a\":\"1\"}]}\n{\"a\":\n\"2\"}");
  ASSERT_EQ(elements.size(), 2u);
  EXPECT_EQ(elements[0].line, 3);
  EXPECT_EQ(elements[0].service, "S");
  EXPECT_EQ(elements[1].line, 4);
  EXPECT_EQ(elements[1].service, "");
}

TEST(ExchangeSplitter, AMalformedDataCostsItselfAlone) {
  EXPECT_THAT(Texts("{\"data\":{\"a\":\"1\"}}\n{\"data\":{\"a\":\"2\"]}}\n{\"data\":{\"a\":\"3\"}}\n"),
              ElementsAre(R"({"a":"1"})", "!2: the brackets do not match", R"({"a":"3"})"));
}

TEST(ExchangeSplitter, AMalformedElementCostsItselfAlone) {
  const std::string good = R"({"MaHoSo":"1","l":[{"k":"2"}]})";
  for (const char* const bad : {
           R"({"MaHoSo":"1)",  // A quote is missing, so that all behind seems turned inside out.
           R"({"MaHoSo":"1","l":[{"k":"2"}})",    // A bracket is missing,
           R"({"MaHoSo":"1","l":[{"k":"2"})",     // two are,
           R"({"MaHoSo":"1","l":[{"k":"2"}]]})",  // or there is one too many.
           R"({"MaHoSo":"1"}})",
       }) {
    for (const char* const form : {"[$,$,!,$,$]", "{\"data\":[$,$,!,$,$]}", "$\n$\n!\n$\n$\n"}) {
      std::string file;
      for (const char* c = form; *c != 0; ++c) {
        absl::StrAppend(&file, *c == '$' ? good : *c == '!' ? bad : std::string(1, *c));
      }
      const auto texts = Texts(file);
      EXPECT_GE(std::count(texts.begin(), texts.end(), good), 4) << file;
      EXPECT_TRUE(std::any_of(texts.begin(), texts.end(), [](const auto& t) { return t[0] == '!'; })) << file;
    }
  }
}

TEST(ExchangeSplitter, TheFirstElementMayBeTheMalformedOne) {
  EXPECT_THAT(Texts(R"([{"a":"1",{"a":"2"}])"), ElementsAre("!1: the brackets do not match", R"({"a":"2"})"));
}

TEST(ExchangeSplitter, ATailThatLacksItsBracketsIsSaid) {
  EXPECT_THAT(Texts(R"([{"a":"1"},{"a":"2")"),
              ElementsAre(R"({"a":"1"})", "!1: the file ends inside an object"));
  EXPECT_THAT(Texts(R"([{"a":"1"},)"), ElementsAre(R"({"a":"1"})", "!1: the file ends inside a list"));
  EXPECT_THAT(Texts(R"({"data":[{"a":"1"}])"),
              ElementsAre(R"({"a":"1"})", "!1: the file ends inside an object"));
}

TEST(ExchangeSplitter, WhatIsNoObjectIsSaidWithItsPlace) {
  for (const char* const file :
       {R"([null,-1.5,"x\"]",[{"a":"0"}],{"a":"1"},true])",
        R"({"data":{"1":null,"2":-1.5,"3":"x\"]","4":[{"a":"0"}],"5":{"a":"1"},"6":true}})"}) {
    std::vector<int64_t> places;
    for (const ExchangeElement& element : Split(file, 3)) {
      EXPECT_EQ(element.no_object, element.place != 5) << file;
      EXPECT_EQ(element.text, element.place == 5 ? R"({"a":"1"})" : "");
      places.push_back(element.place);
    }
    EXPECT_THAT(places, ElementsAre(1, 2, 3, 4, 5, 6)) << file;
  }
  EXPECT_THAT(Texts("unit_code,period\nH44,2026-08\n"), ElementsAre("!1: here an object must stand"));
}

// Objects of which no bracket matches are found again by their first keys, here as in a list.
TEST(ExchangeSplitter, AMalformedElementCostsItselfAloneInEveryShape) {
  const std::string good = R"({"MaHoSo":"1","x":{}})";
  for (const char* const form : {R"({"data":{"1":$,"2":!,"3":$}})", R"({"data":{"HoSo":[$,!,$]}})"}) {
    for (const char* const bad : {R"({"MaHoSo":"1","x":})", R"({"MaHoSo":"1","x":[})", R"({"MaHoSo":"1)"}) {
      std::string file;
      for (const char* c = form; *c != 0; ++c) {
        absl::StrAppend(&file, *c == '$' ? good : *c == '!' ? bad : std::string(1, *c));
      }
      const auto texts = Texts(file);
      EXPECT_EQ(std::count(texts.begin(), texts.end(), good), 2) << file;
      EXPECT_GE(texts.size(), 3) << file;
    }
  }
}

TEST(ExchangeSplitter, AListOfAnyShapeMayBeLongerThanAnElement) {
  for (const auto& [open, close] :
       std::vector<std::pair<std::string, std::string>>{{"{\"service\":\"S\",\"data\":{\"HoSo\":[", "]}}"},
                                                        {"{\"DongBo\":{\"data\":[", "]}}"},
                                                        {"{\"service\":\"S\",\"data\":{", "}}"},
                                                        {"{", "}"}}) {
    const bool numbered = close.find(']') == std::string::npos;
    std::string file = open;
    for (int i = 0; i < 3; ++i) {
      absl::StrAppend(&file, i > 0 ? "," : "", numbered ? absl::StrCat("\"", i, "\":") : "", "{\"MaHoSo\":\"",
                      std::string(600 << 10, 'x'), "\"}\n");
    }
    absl::StrAppend(&file, close);
    const auto elements = Split(file);
    ASSERT_EQ(elements.size(), 3u) << open;
    for (size_t i = 0; i < 3; ++i) {
      EXPECT_EQ(elements[i].fault, "") << open;
      EXPECT_EQ(elements[i].place, static_cast<int64_t>(i + 1));
      EXPECT_EQ(elements[i].line, static_cast<int64_t>(i + 1));
    }
  }
}

TEST(ExchangeSplitter, PlacesAreThoseInTheListAndOfSingleObjectsThoseInTheFile) {
  std::vector<int64_t> places;
  for (const ExchangeElement& element : Split("{\"a\":\"1\"}\n{\"a\":\"2\"}{\"data\":[{\"a\":\"3\"},{\"a\":x]"
                                              "},{\"a\":\"4\"}]}\n{\"a\":\"5\"}[{\"a\":\"6\"}]")) {
    places.push_back(element.place);
  }
  EXPECT_THAT(places, ElementsAre(1, 2, 1, 2, 3, 3, 1));
}

TEST(ExchangeSplitter, DepthIsBounded) {
  const auto nested = [](int depth) {
    return absl::StrCat("{\"a\":", std::string(depth - 1, '['), std::string(depth - 1, ']'), "}");
  };
  EXPECT_THAT(Texts(absl::StrCat("[", nested(32), ",", nested(33), ",{\"a\":1}]")),
              ElementsAre(nested(32), "!1: is nested more than 32 deep", R"({"a":1})"));
}

TEST(ExchangeSplitter, AGiantElementIsRefusedAndTheRestGoesOn) {
  const std::string file = absl::StrCat("[{\"a\":\"", std::string(3 << 20, 'x'), "\"},\n{\"a\":\"2\"}]");
  const auto elements = Split(file);
  ASSERT_EQ(elements.size(), 2u);
  EXPECT_THAT(elements[0].fault, HasSubstr("1 MiB"));
  EXPECT_LE(elements[0].text.size(), kMaxElementBytes);
  EXPECT_EQ(elements[1].text, R"({"a":"2"})");
  EXPECT_EQ(elements[1].line, 2);
}

}  // namespace
}  // namespace chiso
