// The levels of the administration.

#ifndef CHISO_SERVICES_SCORING_CORE_LEVEL_H_
#define CHISO_SERVICES_SCORING_CORE_LEVEL_H_

#include <cstdint>
#include <initializer_list>

namespace chiso::core {

// The numbers are those of the contract's enum.
enum class Level { kNation = 1, kMinistry = 2, kProvince = 3, kDistrict = 4, kDepartment = 5, kCommune = 6 };

inline constexpr Level kLevels[] = {Level::kNation,   Level::kMinistry,   Level::kProvince,
                                    Level::kDistrict, Level::kDepartment, Level::kCommune};

// How far below the nation the level stands. Ministries and provinces stand side by side, and so do
// departments and communes.
constexpr int Depth(Level level) {
  switch (level) {
    case Level::kNation:
      return 0;
    case Level::kMinistry:
    case Level::kProvince:
      return 1;
    case Level::kDistrict:
      return 2;
    case Level::kDepartment:
    case Level::kCommune:
      return 3;
  }
  return 3;
}

// A small set of levels.
class LevelSet {
 public:
  constexpr LevelSet() = default;
  constexpr LevelSet(std::initializer_list<Level> levels) {
    for (const Level level : levels) Add(level);
  }

  constexpr void Add(Level level) { bits_ |= Bit(level); }
  constexpr void AddAll(LevelSet other) { bits_ |= other.bits_; }
  constexpr bool Contains(Level level) const { return (bits_ & Bit(level)) != 0; }
  constexpr bool Intersects(LevelSet other) const { return (bits_ & other.bits_) != 0; }
  constexpr bool empty() const { return bits_ == 0; }
  // Whether the level is deeper than one of the set.
  constexpr bool HasAbove(Level level) const {
    for (int i = 1; i <= static_cast<int>(Level::kCommune); ++i) {
      const Level other = static_cast<Level>(i);
      if (Contains(other) && Depth(other) < Depth(level)) return true;
    }
    return false;
  }

  friend constexpr bool operator==(LevelSet a, LevelSet b) { return a.bits_ == b.bits_; }
  friend constexpr bool operator<(LevelSet a, LevelSet b) { return a.bits_ < b.bits_; }

 private:
  static constexpr uint8_t Bit(Level level) { return static_cast<uint8_t>(1u << static_cast<int>(level)); }

  uint8_t bits_ = 0;
};

}  // namespace chiso::core

#endif  // CHISO_SERVICES_SCORING_CORE_LEVEL_H_
