/*
 * Times Arb's product of two n × n matrices of float32 or float64 normal variates at 106 bits, on one thread, as a peer of the
 * certified product in WebAssembly. The operands come as raw float64 from the file given, so that both multiply the same data.
 *
 *   gcc -O2 -o arb_mat_mul bench/arb/arb_mat_mul.c -lflint-arb -lflint     (Debian 12: libflint-arb-dev; FLINT 3: -lflint)
 *   ./arb_mat_mul operands.bin 1000 5
 *
 * Prints one JSON line: the seconds of every run, and the first element with its radius.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "arb_mat.h"

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

static void read_matrix(arb_mat_t m, long n, FILE *file) {
  for (long i = 0; i < n; i++) {
    for (long j = 0; j < n; j++) {
      double x;
      if (fread(&x, sizeof x, 1, file) != 1) {
        fprintf(stderr, "the file ends early\n");
        exit(1);
      }
      arb_set_d(arb_mat_entry(m, i, j), x);
    }
  }
}

int main(int argc, char **argv) {
  if (argc != 4) {
    fprintf(stderr, "usage: arb_mat_mul <file of 2·n·n float64> <n> <runs>\n");
    return 1;
  }
  FILE *file = fopen(argv[1], "rb");
  if (file == NULL) {
    perror(argv[1]);
    return 1;
  }
  long n = atol(argv[2]);
  int runs = atoi(argv[3]);
  arb_mat_t a, b, c;
  arb_mat_init(a, n, n);
  arb_mat_init(b, n, n);
  arb_mat_init(c, n, n);
  read_matrix(a, n, file);
  read_matrix(b, n, file);
  fclose(file);
  printf("{\"seconds\": [");
  for (int run = 0; run < runs; run++) {
    double start = seconds();
    arb_mat_mul(c, a, b, 106);
    printf("%s%.4f", run ? ", " : "", seconds() - start);
  }
  char *text = arb_get_str(arb_mat_entry(c, 0, 0), 40, 0);
  printf("], \"element\": \"%s\"}\n", text);
  flint_free(text);
  arb_mat_clear(a);
  arb_mat_clear(b);
  arb_mat_clear(c);
  flint_cleanup();
  return 0;
}
