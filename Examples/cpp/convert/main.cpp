#include <exception>
#include <iostream>

#include "quantity/quantity.h"

int main(int argc, char **argv) {
    if (argc != 4) {
        std::cerr << "usage: convert NUMBER UNIT UNIT\n";
        return 2;
    }
    try {
        const auto from = quantity::parse(argv[1], argv[2]);
        const auto to = from.in(quantity::parse("1", argv[3]).unit);
        std::cout << from.text() << " = " << to.text() << '\n';
    } catch (const std::exception &error) {
        std::cerr << "convert: " << error.what() << '\n';
        return 1;
    }
}
