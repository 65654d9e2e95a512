// y = x W + b, and the activation where asked, with 8-bit products: for processors with AVX-512 VNNI.
// Weights: [N/16][K/4][16][4], 8 bits with one scale an output; x is made 8 bits with one scale a row,
// after its columns were brought to like sizes by `smooth` (the weights have been made for that).
// cc -O3 -march=native -ffast-math -shared -fPIC linear.c -o linear.so -lm
#include <immintrin.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#define ROWS 6

static void gelu(float *y, int n) {
  for (int i = 0; i < n; i++) {
    float x = y[i];
    float less = -1.5957691216f * (x + 0.044715f * x * x * x);
    y[i] = x / (1.f + expf(fminf(less, 40.f)));
  }
}

void linear(const int8_t *weights, const float *scales, const int32_t *sums, const float *bias,
            const float *smooth, const float *x, int rows, int n, int k, int activate, float *y) {
  uint8_t *bytes = aligned_alloc(64, (size_t)(rows + ROWS) * k);
  float *row_scales = malloc(sizeof(float) * (rows + ROWS));
  for (int r = 0; r < rows + ROWS; r++) {
    const float *from = x + (size_t)(r < rows ? r : rows - 1) * k;
    float most = 1e-12f;
    for (int i = 0; i < k; i++) most = fmaxf(most, fabsf(from[i] * smooth[i]));
    float by = 127.f / most;
    row_scales[r] = most / 127.f;
    for (int i = 0; i < k; i++) bytes[(size_t)r * k + i] = (uint8_t)((int)(from[i] * smooth[i] * by + 128.5f));
  }
  for (int r = 0; r < rows; r += ROWS) {
    const uint8_t *a = bytes + (size_t)r * k;
    for (int block = 0; block < n / 16; block += 2) {
      const int8_t *w = weights + (size_t)block * 16 * k;
      __m512i sum[ROWS][2];
      for (int t = 0; t < ROWS; t++) sum[t][0] = sum[t][1] = _mm512_setzero_si512();
      for (int i = 0; i < k; i += 4) {
        __m512i left = _mm512_loadu_si512(w + i * 16), right = _mm512_loadu_si512(w + (size_t)16 * k + i * 16);
        for (int t = 0; t < ROWS; t++) {
          __m512i four = _mm512_set1_epi32(*(const int *)(a + (size_t)t * k + i));
          sum[t][0] = _mm512_dpbusd_epi32(sum[t][0], four, left);
          sum[t][1] = _mm512_dpbusd_epi32(sum[t][1], four, right);
        }
      }
      for (int t = 0; t < ROWS && r + t < rows; t++)
        for (int side = 0; side < 2; side++) {
          int at = (block + side) * 16;
          __m512i less = _mm512_slli_epi32(_mm512_loadu_si512(sums + at), 7);
          __m512 value = _mm512_cvtepi32_ps(_mm512_sub_epi32(sum[t][side], less));
          __m512 scale = _mm512_mul_ps(_mm512_loadu_ps(scales + at), _mm512_set1_ps(row_scales[r + t]));
          _mm512_storeu_ps(y + (size_t)(r + t) * n + at, _mm512_fmadd_ps(value, scale, _mm512_loadu_ps(bias + at)));
        }
    }
    if (activate)
      for (int t = 0; t < ROWS && r + t < rows; t++) gelu(y + (size_t)(r + t) * n, n);
  }
  free(bytes);
  free(row_scales);
}

// y = normalise(x + more) * weight + bias, by rows of k, into x.
void add_and_normalise(float *x, const float *more, const float *weight, const float *bias, int rows, int k, float eps) {
  for (int r = 0; r < rows; r++) {
    float *to = x + (size_t)r * k;
    float mean = 0, squares = 0;
    for (int i = 0; i < k; i++) mean += to[i] += more[(size_t)r * k + i];
    mean /= k;
    for (int i = 0; i < k; i++) squares += (to[i] - mean) * (to[i] - mean);
    float by = 1.f / sqrtf(squares / k + eps);
    for (int i = 0; i < k; i++) to[i] = (to[i] - mean) * by * weight[i] + bias[i];
  }
}

// Attention of texts of one length: qkv is [texts*length][3*width].
void attend(const float *qkv, int texts, int length, int heads, int size, float *y) {
  int width = heads * size;
  float *shares = malloc(sizeof(float) * length);
  for (int text = 0; text < texts; text++)
    for (int head = 0; head < heads; head++)
      for (int i = 0; i < length; i++) {
        const float *base = qkv + (size_t)text * length * 3 * width + head * size;
        const float *q = base + (size_t)i * 3 * width;
        float most = -1e30f, total = 0, scale = 1.f / sqrtf(size);
        for (int j = 0; j < length; j++) {
          const float *k = base + (size_t)j * 3 * width + width;
          float dot = 0;
          for (int e = 0; e < size; e++) dot += q[e] * k[e];
          shares[j] = dot * scale;
          most = fmaxf(most, shares[j]);
        }
        for (int j = 0; j < length; j++) total += shares[j] = expf(shares[j] - most);
        float *to = y + ((size_t)text * length + i) * width + head * size;
        for (int e = 0; e < size; e++) to[e] = 0;
        for (int j = 0; j < length; j++) {
          const float *v = base + (size_t)j * 3 * width + 2 * width;
          float share = shares[j] / total;
          for (int e = 0; e < size; e++) to[e] += share * v[e];
        }
      }
  free(shares);
}
