#ifndef BLD_CSPAWN_H
#define BLD_CSPAWN_H
#endif
