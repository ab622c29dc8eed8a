package sqlite

import (
	"encoding/json"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// differs are the recorded statements whose answer is another here, with that answer. The package's documentation says
// why: they are the rest of what a newer SQLite does otherwise.
var differs = map[string]string{
	`SELECT quote(1e15) AS v`:                 `[{v: "1000000000000000.0"}]`,
	`SELECT quote(9007199254740993.0) AS v`:   `[{v: "9007199254740992.0"}]`,
	`SELECT json_array(1e15, 0.1, 1e16) AS v`: `[{v: "[1000000000000000.0,0.1,10000000000000000.0]"}]`,
	`SELECT json_object('a',1e15) AS v`:       `[{v: "{\"a\":1000000000000000.0}"}]`,
	`SELECT json_quote(1e15) AS v`:            `[{v: "1000000000000000.0"}]`,
	`SELECT json_group_array(1e15) AS v`:      `[{v: "[1000000000000000.0]"}]`,
	`SELECT printf('%!.20g',0.1) AS v`:        `[{v: "0.1000000000000000056"}]`,
	`SELECT printf('%#q','a'||char(10)) AS v`: `[{v: "a\\u000a"}]`,
	`SELECT printf('%#Q','a'||char(10)) AS v`: `[{v: "unistr('a\\u000a')"}]`,
}

// TestRecorded runs what was run on the runtime (workerd 2026-07-30, SQLite 3.47.0), statement by statement: functions,
// how numbers become text, syntax that came later, and every way to make or reach a reserved name.
func TestRecorded(t *testing.T) {
	for _, name := range []string{"functions", "names"} {
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile("testdata/recorded/" + name + ".json")
			require.NoError(t, err)
			var list [][2]string
			require.NoError(t, json.Unmarshal(data, &list))
			db := open(t, "")
			if name == "names" {
				require.NoError(t, db.Put("a", nil))
			}
			for _, v := range list {
				sql, want := v[0], v[1]
				if !hasFTS5 && aboutFTS5(name, sql, want) {
					continue
				}
				if other, found := differs[sql]; found {
					require.NotEqual(t, want, other, "%s does not differ", sql)
					want = other
				}
				require.Equal(t, want, answer(db, sql), "%s", sql)
			}
			require.NoError(t, db.Close())
		})
	}
}

// aboutFTS5 reports whether a recorded statement needs FTS5, or sees what was made with it.
func aboutFTS5(recording, sql, want string) bool {
	if regexp.MustCompile(`(?i)fts5|highlight|bm25`).MatchString(sql) {
		return true
	}
	return recording == "names" &&
		(regexp.MustCompile(`\b(f|g|g_data|v|e|e2)\b`).MatchString(sql) || strings.Contains(want, "_docsize"))
}

// answer is the answer to a statement as the recording has it.
func answer(db *DB, sql string) string {
	c, err := db.Exec(sql)
	if err != nil {
		return "! " + err.Error()
	}
	rows, err := c.All()
	if err != nil {
		return "! " + err.Error()
	}
	var out []string
	for _, row := range rows {
		for i, v := range row {
			row[i] = number(v)
		}
		out = append(out, show(c.ColumnNames(), row))
	}
	return "[" + strings.Join(out, ", ") + "]"
}

// jsNumber is a number that JavaScript has printed.
type jsNumber string

// number prints a number as JavaScript does.
func number(v any) any {
	var f float64
	switch v := v.(type) {
	case int64:
		f = float64(v)
	case float64:
		f = v
	default:
		return v
	}
	switch a := math.Abs(f); {
	case math.IsInf(f, 0):
		return jsNumber(strings.Replace(strings.TrimPrefix(strconv.FormatFloat(f, 'g', -1, 64), "+"), "Inf", "Infinity", 1))
	case a < 1e21 && (a >= 1e-6 || a == 0):
		s := strconv.FormatFloat(f, 'e', -1, 64)
		digits, exponent, _ := strings.Cut(s, "e")
		digits = strings.Replace(strings.TrimPrefix(digits, "-"), ".", "", 1)
		if e, _ := strconv.Atoi(exponent); e >= len(digits) { // Zeros follow the shortest digits.
			s = digits + strings.Repeat("0", e+1-len(digits))
			if f < 0 {
				s = "-" + s
			}
			return jsNumber(s)
		}
		return jsNumber(strconv.FormatFloat(f, 'f', -1, 64))
	}
	return jsNumber(strconv.FormatFloat(f, 'g', -1, 64))
}
