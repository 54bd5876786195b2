#include "sima/Cost/Bound.h"
