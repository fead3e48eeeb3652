/* libgearman, from C: libgearman PORT background|echo JOBS prints the seconds that it took; libgearman PORT worker works
 * the jobs of echo. Its header is not needed where only the library is installed, so what is used of it stands here. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct gearman_client_st gearman_client_st;
typedef struct gearman_worker_st gearman_worker_st;
typedef struct gearman_task_st gearman_task_st;
typedef struct gearman_job_st gearman_job_st;
typedef int gearman_return_t;
typedef void *gearman_worker_fn(gearman_job_st *, void *context, size_t *result_size, gearman_return_t *);

gearman_client_st *gearman_client_create(gearman_client_st *);
gearman_return_t gearman_client_add_server(gearman_client_st *, const char *host, uint16_t port);
gearman_task_st *gearman_client_add_task(gearman_client_st *, gearman_task_st *, void *context, const char *function,
                                         const char *unique, const void *workload, size_t, gearman_return_t *);
gearman_task_st *gearman_client_add_task_background(gearman_client_st *, gearman_task_st *, void *context,
                                                    const char *function, const char *unique, const void *workload,
                                                    size_t, gearman_return_t *);
gearman_return_t gearman_client_run_tasks(gearman_client_st *);
void gearman_client_task_free_all(gearman_client_st *);
gearman_worker_st *gearman_worker_create(gearman_worker_st *);
gearman_return_t gearman_worker_add_server(gearman_worker_st *, const char *host, uint16_t port);
gearman_return_t gearman_worker_add_function(gearman_worker_st *, const char *function, uint32_t timeout,
                                             gearman_worker_fn *, void *context);
gearman_return_t gearman_worker_work(gearman_worker_st *);
const void *gearman_job_workload(const gearman_job_st *);
size_t gearman_job_workload_size(const gearman_job_st *);

enum { WINDOW = 100 };

static void check(gearman_return_t result, const char *what) {
  if (result == 0) return;
  fprintf(stderr, "%s: libgearman's error %d\n", what, result);
  exit(1);
}

static void *echo(gearman_job_st *job, void *context, size_t *result_size, gearman_return_t *result) {
  (void)context;
  *result_size = gearman_job_workload_size(job);
  *result = 0;
  char *copy = malloc(*result_size);
  if (copy == NULL) exit(1);
  return memcpy(copy, gearman_job_workload(job), *result_size);
}

static void work(uint16_t port) {
  gearman_worker_st *worker = gearman_worker_create(NULL);
  check(gearman_worker_add_server(worker, "127.0.0.1", port), "add a server");
  check(gearman_worker_add_function(worker, "bench", 0, echo, NULL), "add a function");
  for (;;) check(gearman_worker_work(worker), "work");
}

int main(int argc, char **argv) {
  if (argc < 3) return 64;
  uint16_t port = (uint16_t)atoi(argv[1]);
  if (strcmp(argv[2], "worker") == 0) work(port);
  if (argc != 4) return 64;
  long jobs = atol(argv[3]);
  int background = strcmp(argv[2], "background") == 0;

  gearman_client_st *client = gearman_client_create(NULL);
  check(gearman_client_add_server(client, "127.0.0.1", port), "add a server");
  static char workloads[WINDOW][24];
  struct timespec start, end;
  clock_gettime(CLOCK_MONOTONIC, &start);
  for (long job = 0; job < jobs;) {
    for (int queued = 0; queued < WINDOW && job < jobs; queued++, job++) {
      size_t length = (size_t)sprintf(workloads[queued], "%ld", job);
      gearman_return_t result;
      (background ? gearman_client_add_task_background : gearman_client_add_task)(
          client, NULL, NULL, "bench", NULL, workloads[queued], length, &result);
      check(result, "add a task");
    }
    check(gearman_client_run_tasks(client), "run the tasks");
    gearman_client_task_free_all(client);
  }
  clock_gettime(CLOCK_MONOTONIC, &end);
  printf("%.6f\n", (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9);
  return 0;
}
