// A number of units, such as `3 km`.
#pragma once

#include <string>

#include "units/units.h"

namespace quantity {

struct Quantity {
    double value;
    units::Unit unit;

    // The same quantity in another unit; throws std::invalid_argument across dimensions.
    Quantity in(const units::Unit &other) const;
    std::string text() const;
};

// Reads a number and a symbol; throws std::invalid_argument for anything else.
Quantity parse(const std::string &value, const std::string &symbol);

}  // namespace quantity
