package worker

import (
	_ "embed"
	"slices"
	"strings"
)

// flagTable has a line for each compatibility flag: its name, the date from which it is on, and the date from which
// nodejs_compat turns it on. A date may be always or never. It is what workerd 1.20260730 showed for each date.
//
//go:embed flags.txt
var flagTable string

// compatibilityFlags is what scripts see as Cloudflare.compatibilityFlags, in JSON: each flag, in the runtime's order.
func (c Config) compatibilityFlags() string {
	node := slices.Contains(c.Flags, "nodejs_compat")
	since := func(date string) bool { return date == "always" || date != "never" && c.Date >= date }
	var b strings.Builder
	for line := range strings.Lines(flagTable) {
		fields := strings.Fields(line)
		on := slices.Contains(c.Flags, fields[0]) || since(fields[1]) || node && len(fields) > 2 && since(fields[2])
		value := "false"
		if on {
			value = "true"
		}
		b.WriteString(`,"` + fields[0] + `":` + value)
	}
	return "{" + b.String()[1:] + "}"
}
