#include "common/record/positions.h"

#include <algorithm>

namespace chiso {
namespace {

using record::v1::Position;

// A list of logs is short: looking through it is cheaper than an index.
auto Find(auto& positions, const Position& like) {
  return std::find_if(positions.begin(), positions.end(),
                      [&like](const Position& position) { return position.log() == like.log(); });
}

}  // namespace

bool Covers(const Positions& have, const Positions& want) {
  return std::all_of(want.begin(), want.end(), [&have](const Position& wanted) {
    const auto reached = Find(have, wanted);
    return (reached == have.end() ? 0 : reached->sequence()) >= wanted.sequence();
  });
}

bool Leads(const Positions& ahead, const Positions& behind) {
  return std::any_of(behind.begin(), behind.end(), [&ahead](const Position& reached) {
    const auto other = Find(ahead, reached);
    return other != ahead.end() && other->sequence() > reached.sequence();
  });
}

void Advance(Positions& positions, const Position& position) {
  const auto own = Find(positions, position);
  if (own == positions.end()) {
    *positions.Add() = position;
  } else if (position.sequence() > own->sequence()) {
    *own = position;
  }
}

}  // namespace chiso
