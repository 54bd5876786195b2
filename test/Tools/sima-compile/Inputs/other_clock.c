/* A clock that stands at the second SIMA_TEST_CLOCK; for LD_PRELOAD. */
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

static time_t now(void) {
  const char *text = getenv("SIMA_TEST_CLOCK");
  return text ? (time_t)atoll(text) : 0;
}

time_t time(time_t *result) {
  if (result)
    *result = now();
  return now();
}

int gettimeofday(struct timeval *value, void *zone) {
  (void)zone;
  value->tv_sec = now();
  value->tv_usec = 123456;
  return 0;
}

int clock_gettime(clockid_t clock, struct timespec *value) {
  (void)clock;
  value->tv_sec = now();
  value->tv_nsec = 123456789;
  return 0;
}
