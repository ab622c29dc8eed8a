#include <math.h>

#include "engine.h"

// SQLite's math functions, which go-sqlite3 leaves out unless built with a tag. Rules: lang_mathfunc.html; what is not
// a number gives NULL, and so does what has no value.

#define API __attribute__((weak))
typedef struct sqlite3_context sqlite3_context;
typedef struct sqlite3_value sqlite3_value;
API int sqlite3_create_function_v2(sqlite3 *, const char *, int, int, void *,
	void (*)(sqlite3_context *, int, sqlite3_value **), void (*)(sqlite3_context *, int, sqlite3_value **),
	void (*)(sqlite3_context *), void (*)(void *));
API void *sqlite3_user_data(sqlite3_context *);
API int sqlite3_value_numeric_type(sqlite3_value *);
API double sqlite3_value_double(sqlite3_value *);
API int64_t sqlite3_value_int64(sqlite3_value *);
API void sqlite3_result_double(sqlite3_context *, double);
API void sqlite3_result_int64(sqlite3_context *, int64_t);

enum { INTEGER = 1, FLOAT = 2 };

typedef double (*one)(double);
typedef double (*two)(double, double);

static int number(sqlite3_value *v) {
	int t = sqlite3_value_numeric_type(v);
	return t == INTEGER || t == FLOAT;
}

static void call1(sqlite3_context *x, int n, sqlite3_value **v) {
	(void)n;
	if (number(v[0])) sqlite3_result_double(x, (*(one *)sqlite3_user_data(x))(sqlite3_value_double(v[0])));
}

// Rounding leaves an integer an integer.
static void round1(sqlite3_context *x, int n, sqlite3_value **v) {
	if (sqlite3_value_numeric_type(v[0]) == INTEGER) sqlite3_result_int64(x, sqlite3_value_int64(v[0]));
	else call1(x, n, v);
}

static void call2(sqlite3_context *x, int n, sqlite3_value **v) {
	(void)n;
	if (!number(v[0]) || !number(v[1])) return;
	double a = sqlite3_value_double(v[0]), b = sqlite3_value_double(v[1]);
	sqlite3_result_double(x, (*(two *)sqlite3_user_data(x))(a, b));
}

// A logarithm is NULL below and at zero, not infinite.
static void log1(sqlite3_context *x, int n, sqlite3_value **v) {
	if (number(v[0]) && sqlite3_value_double(v[0]) > 0) call1(x, n, v);
}

static void log_base(sqlite3_context *x, int n, sqlite3_value **v) {
	(void)n;
	if (!number(v[0]) || !number(v[1])) return;
	double base = sqlite3_value_double(v[0]), a = sqlite3_value_double(v[1]);
	if (a <= 0 || base <= 0 || log(base) <= 0) return;
	sqlite3_result_double(x, log(a) / log(base));
}

static void pi(sqlite3_context *x, int n, sqlite3_value **v) {
	(void)n, (void)v;
	sqlite3_result_double(x, M_PI);
}

static double degrees(double a) { return a * (180.0 / M_PI); }
static double radians(double a) { return a * (M_PI / 180.0); }

typedef void (*shape)(sqlite3_context *, int, sqlite3_value **);
static const struct entry {
	const char *name;
	int n;
	shape f;
	union { one one; two two; } op;
} table[] = {
	{"acos", 1, call1, {acos}}, {"acosh", 1, call1, {acosh}}, {"asin", 1, call1, {asin}},
	{"asinh", 1, call1, {asinh}}, {"atan", 1, call1, {atan}}, {"atanh", 1, call1, {atanh}},
	{"cos", 1, call1, {cos}}, {"cosh", 1, call1, {cosh}}, {"degrees", 1, call1, {degrees}},
	{"exp", 1, call1, {exp}}, {"radians", 1, call1, {radians}}, {"sin", 1, call1, {sin}},
	{"sinh", 1, call1, {sinh}}, {"sqrt", 1, call1, {sqrt}}, {"tan", 1, call1, {tan}}, {"tanh", 1, call1, {tanh}},
	{"ceil", 1, round1, {ceil}}, {"ceiling", 1, round1, {ceil}}, {"floor", 1, round1, {floor}},
	{"trunc", 1, round1, {trunc}}, {"ln", 1, log1, {log}}, {"log", 1, log1, {log10}}, {"log10", 1, log1, {log10}},
	{"log2", 1, log1, {log2}}, {"log", 2, log_base, {0}}, {"pi", 0, pi, {0}},
	{"atan2", 2, call2, {.two = atan2}}, {"mod", 2, call2, {.two = fmod}}, {"pow", 2, call2, {.two = pow}},
	{"power", 2, call2, {.two = pow}},
};

void dolab_math(sqlite3 *db) {
	for (unsigned i = 0; i < sizeof table / sizeof *table; i++) {
		const struct entry *e = &table[i];
		// UTF8, DETERMINISTIC, INNOCUOUS: as the built-in ones.
		sqlite3_create_function_v2(db, e->name, e->n, 0x200801, (void *)&e->op, e->f, 0, 0, 0);
	}
}
