#include "sima/Alloc/Fit.h"
