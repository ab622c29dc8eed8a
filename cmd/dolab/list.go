package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"dolab/durable"
	"dolab/experiments"
	"dolab/experiments/specimens"
)

// listed is what dolab list knows.
var listed = []string{"experiments", "multiplexers", "profiles", "faults", "points"}

func (a *app) listCommand() *cobra.Command {
	return &cobra.Command{
		Use:       "list [experiments|multiplexers|profiles|faults|points]",
		Short:     "List experiments, multiplexers, profiles with their sources, faults, and points where they strike",
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
				a.list(p, w)
			}
			return a.show(p)
		},
	}
}

func (a *app) list(p *page, what string) {
	p.title(what)
	switch what {
	case "experiments":
		for _, e := range a.experiments {
			p.item(e.Name, e.Claim)
			p.indented(4, e.About)
			p.indented(4, "Listens to "+flagList(e.Factors)+".")
		}
	case "multiplexers":
		for _, m := range specimens.All() {
			p.entry(28, m.Name, m.About)
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
		for _, x := range durable.Points() {
			p.item(x.Name, x.About)
			p.indented(4, "Trouble: "+strings.Join(x.Do, " "))
			if len(x.If) > 0 {
				p.indented(4, "if="+strings.Join(x.If, "|"))
			}
		}
	case "profiles":
		for _, profile := range durable.Profiles() {
			p.item(profile.Name, "")
			for _, n := range numbers(profile) {
				p.entry(18, "  "+n.name, n.value+" · "+n.source)
			}
		}
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
