package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"dolab/durable"
	"dolab/experiments"
	"dolab/experiments/all"
	"dolab/experiments/specimens"
)

// listed is what dolab list knows.
var listed = []string{"experiments", "multiplexers", "subjects", "profiles", "faults", "points", "prices"}

func (a *app) listCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list [" + strings.Join(listed, "|") + "]",
		Short: "List experiments, multiplexers, other subjects of hunts, profiles with their sources, faults, points where they strike, and prices",
		Long: "List shows what there is. The numbers of profiles are written as --set reads them, faults as --faults does,\n" +
			"and list prices prints the price table that --prices reads once it is edited.",
		Example:   "  dolab list faults\n  dolab list prices > prices.json",
		ValidArgs: listed,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usage("list takes one of %s, or nothing for all", strings.Join(listed, ", "))
			}
			if len(args) == 1 && !slices.Contains(listed, args[0]) {
				return &experiments.ErrUnknown{What: "list", Name: args[0], Known: listed}
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			what := listed
			if len(args) == 1 {
				what = args
			}
			p := a.page()
			for n, w := range what {
				if n > 0 {
					p.gap()
				}
				a.list(p, w, len(what) == 1)
			}
			return a.show(p)
		},
	}
}

// list shows what there is; alone says that nothing else is shown.
func (a *app) list(p *page, what string, alone bool) {
	if what != "prices" || !alone {
		p.title(what) // A price table alone is a file to be edited.
	}
	switch what {
	case "experiments":
		for _, e := range a.experiments {
			p.item(e.Name, e.Claim)
			p.indented(4, e.About)
			p.indented(4, "Listens to "+flagList(e.Factors)+".")
			for _, u := range e.Unclaimed {
				p.indented(4, "Not claimed with --profile "+u.Profile+": "+u.Why)
			}
		}
	case "multiplexers":
		for _, m := range specimens.All() {
			p.entry(28, m.Name, m.About)
		}
	case "subjects":
		p.indented(2, "What can be hunted on beside multiplexers: EXPERIMENT/DESIGN, or EXPERIMENT for all its designs.")
		for _, s := range all.Subjects() {
			if strings.Contains(s.Name, "/") {
				p.entry(32, s.Name, s.About)
			}
		}
	case "faults":
		for _, f := range durable.Catalogue() {
			p.item(f.Code+" "+f.Name, f.About)
			p.indented(4, failureText(f))
			for _, text := range f.Faults {
				p.indented(4, "--faults \""+text+"\"")
			}
			if f.Copies != "" {
				p.indented(4, "Both copies: "+f.Copies+". Heals: "+f.Heals+".")
			}
			if f.NotBuilt != "" {
				p.indented(4, "Not built: "+f.NotBuilt)
			}
		}
	case "points":
		p.indented(2, "A fault is WHERE [WHOM] [WHEN …] WHAT: \"commit.durable Counter/* nth=3 crash\". Whom is CLASS/NAME, or @NAME of what"+
			" is no object; when is nth= every= p= from= until= times= if=; if=await,!write takes several conditions; a span of"+
			" time is 5s, 1s..60s or, by quantiles, 1ms,2ms,20ms.")
		for _, x := range durable.Points() {
			p.item(x.Name, x.About)
			p.indented(4, "Trouble: "+strings.Join(x.Do, " "))
			p.indented(4, "if="+strings.Replace(strings.Join(x.If, "|"), ":", ":KEY", 1))
		}
	case "profiles":
		for _, profile := range durable.Profiles() {
			p.profile(profile)
		}
		p.line("  * assumed, wholly or in part. Any number can be changed with --set.")
	case "prices":
		p.text.WriteString(durable.PaidPlanJSON())
	}
}

// flagList is names of flags as a reader types them.
func flagList(names []string) string {
	dashed := make([]string, len(names))
	for i, name := range names {
		dashed[i] = "--" + name
	}
	return strings.Join(dashed, " ")
}

// failureText is what a failure says to a caller, with its flags, whether the call has run, and the source.
func failureText(f durable.Failure) string {
	var parts []string
	if f.Text != "" {
		parts = append(parts, `"`+f.Text+`"`)
	}
	for _, flag := range []struct {
		name string
		set  bool
	}{
		{"retryable", f.Retryable},
		{"overloaded", f.Overloaded},
		{"remote", f.Remote},
		{"durableObjectReset", f.DurableObjectReset},
	} {
		if flag.set {
			parts = append(parts, flag.name)
		}
	}
	if f.Executed != "" {
		parts = append(parts, "executed: "+f.Executed)
	}
	return strings.Join(append(parts, f.Source), " · ")
}
