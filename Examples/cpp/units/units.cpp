#include "units/units.h"

namespace units {
namespace {

constexpr Unit table[] = {
#include "units/unit_table.inc"
};

}  // namespace

std::optional<Unit> find(std::string_view symbol) {
    for (const Unit &unit : table) {
        if (unit.symbol == symbol) return unit;
    }
    return std::nullopt;
}

}  // namespace units
