//===- TestDamage.h - A pass that does damage -------------------*- C++ -*-===//
#ifndef SIMA_LIB_PIPELINES_EXECUTE_TESTDAMAGE_H
#define SIMA_LIB_PIPELINES_EXECUTE_TESTDAMAGE_H

namespace sima {

/// Registers --test-damage, for tests.
void registerTestDamagePass();

} // namespace sima

#endif // SIMA_LIB_PIPELINES_EXECUTE_TESTDAMAGE_H
