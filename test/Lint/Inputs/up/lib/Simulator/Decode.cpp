#include "sima/Plan/Tile.h"
