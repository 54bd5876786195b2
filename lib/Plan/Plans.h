//===- Plans.h - The plans of all operations --------------------*- C++ -*-===//
//
// One function an operation (or family), in the file of its name.
//
//===----------------------------------------------------------------------===//
#ifndef SIMA_LIB_PLAN_PLANS_H
#define SIMA_LIB_PLAN_PLANS_H

#include "sima/Plan/OpPlan.h"

namespace sima::plan {

const OpPlan &eltwisePlan();
const OpPlan &rescalePlan();
const OpPlan &lookupPlan();
const OpPlan &poolPlan();
const OpPlan &productPlan();
const OpPlan &reducePlan();
const OpPlan &normPlan();
const OpPlan &movementPlan();
const OpPlan &resizePlan();

} // namespace sima::plan

#endif // SIMA_LIB_PLAN_PLANS_H
