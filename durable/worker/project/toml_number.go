package project

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
)

// tomlNumber is the JSON form of a TOML number: no underscores, no plus sign, decimal. What JSON has no number for is
// null, as JSON.stringify writes it.
func tomlNumber(raw string) string {
	raw = strings.TrimPrefix(strings.ReplaceAll(raw, "_", ""), "+")
	if n, err := strconv.ParseInt(raw, 0, 64); err == nil {
		return strconv.FormatInt(n, 10)
	}
	f, err := strconv.ParseFloat(raw, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return "null"
	}
	data, err := json.Marshal(f)
	if err != nil {
		panic(err) // A finite number can always be encoded.
	}
	return string(data)
}
