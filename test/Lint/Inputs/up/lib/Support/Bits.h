#include "sima/Machine/Machine.h"
