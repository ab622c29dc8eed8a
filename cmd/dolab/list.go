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

// listed are the kinds of things that dolab list shows.
var listed = []string{
	"experiments", "multiplexers", "subjects", "profiles", "faults", "points", "bugs", "prices",
}

func (a *app) listCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list [" + strings.Join(listed, "|") + "]",
		Short: "Show what there is: experiments, multiplexers, profiles, faults, bugs, prices",
		Long: "List without an argument shows an overview: how many there are of each kind, and the command that uses " +
			"them. With a kind it shows all of that kind.\n\n" +
			"Profiles are printed as --set reads their numbers, faults as --faults reads them. Edit the output of list " +
			"prices to make a file for --prices.",
		Example:   "  dolab list\n  dolab list faults\n  dolab list bugs\n  dolab list prices > prices.json",
		ValidArgs: listed,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usage("list takes one of %s, or nothing for an overview, not %s", strings.Join(listed, ", "), quoted(args))
			}
			if len(args) == 1 && !slices.Contains(listed, args[0]) {
				return &experiments.ErrUnknown{What: "list", Name: args[0], Known: listed}
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			p := a.page()
			if len(args) == 0 {
				p.overview(a.experiments)
			} else {
				a.list(p, args[0])
			}
			return a.show(p)
		},
	}
}

// list shows all of one kind.
func (a *app) list(p *page, what string) {
	if what == "prices" { // A file to be edited: it has no title.
		p.text.WriteString(durable.PaidPlanJSON())
		return
	}
	p.title(what)
	switch what {
	case "experiments":
		p.indented(2, "Dolab run NAME runs one of them. Each combination of the flags' values is a cell: a world of its own "+
			"and a row of the table.")
		for _, e := range a.experiments {
			p.experiment(e)
		}
	case "multiplexers":
		p.indented(2, "A multiplexer keeps many schedules on the one alarm of an object. Dolab hunt NAME looks for errors in "+
			"one, --mux NAME runs an experiment on it.")
		for _, m := range specimens.All() {
			p.entry(28, m.Name, m.About)
		}
	case "subjects":
		p.indented(2, "A hunt can test these objects besides multiplexers. Dolab hunt NAME tests one of them. The part "+
			"before the slash stands for all that begin with it: dolab hunt lost-replies, dolab hunt examples.")
		for _, s := range all.Subjects() {
			if strings.Contains(s.Name, "/") {
				p.entry(32, s.Name, s.About)
			}
		}
	case "faults":
		p.faults()
	case "points":
		p.points()
	case "profiles":
		for _, profile := range durable.Profiles() {
			p.profile(profile)
		}
		p.indented(2, "* The number is assumed, wholly or in part. --set changes any number.")
	case "bugs":
		p.bugs()
	}
}

func (p *page) experiment(e experiments.Experiment) {
	p.item(e.Name, e.Claim)
	p.indented(4, e.About)
	if len(e.Factors) > 0 {
		p.indented(4, "Takes "+flagList(e.Factors)+".")
	}
	for _, u := range e.Unclaimed {
		p.indented(4, "Not claimed with --profile "+u.Profile+": "+u.Why)
	}
}

func (p *page) faults() {
	p.indented(2, "These are the failures of the platform. Each shows the error that a caller sees, whether the call has run, "+
		"and the --faults that bring it about.")
	for _, f := range durable.Catalogue() {
		p.item(f.Code+" "+f.Name, f.About)
		p.indented(4, failureText(f))
		for _, text := range f.Faults {
			p.indented(4, "--faults \""+text+"\"")
		}
		if f.Copies != "" {
			p.indented(4, "Both copies of the alarm, in the object and in the alarm manager: "+f.Copies+". Heals: "+f.Heals+".")
		}
		if f.NotBuilt != "" {
			p.indented(4, "Not built: "+f.NotBuilt)
		}
	}
}

func (p *page) points() {
	p.indented(2, "A fault is POINT [TARGET] [WHEN …] ACTION, such as \"commit.durable Counter/* nth=3 crash\".")
	p.indented(2, "TARGET is CLASS/NAME of an object, or @NAME of something else, such as a client. WHEN is nth= every= p= "+
		"from= until= times= or if=; if=await,!write takes several conditions.")
	p.indented(2, "A duration is 5s, a range 1s..60s, or quantiles 1ms,2ms,20ms.")
	for _, x := range durable.Points() {
		p.item(x.Name, x.About)
		p.indented(4, "Actions: "+strings.Join(x.Do, " "))
		p.indented(4, "if="+strings.Replace(strings.Join(x.If, "|"), ":", ":KEY", 1))
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
