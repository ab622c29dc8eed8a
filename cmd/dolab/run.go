package main

import (
	"cmp"
	"errors"
	"io"

	"github.com/spf13/cobra"

	"dolab/durable/picture"
	"dolab/durable/platform"
	"dolab/experiments"
)

func (a *app) runCommand() *cobra.Command {
	o := &options{program: a.program}
	c := &cobra.Command{
		Use:   "run EXPERIMENT",
		Short: "Run an experiment: test its claim under one seed or many",
		Long: "Run tests the claim of an experiment and prints a table, verdicts and the reasons of failures.\n\n" +
			"Each combination of the flags' values is a cell: a world of its own and a row of the table. Separate several " +
			"values with commas. A flag that is not given takes the experiment's default (dolab list experiments).\n\n" +
			"--worker DIR takes the objects from a Worker script. --live and --url measure in real time too, beside the " +
			"simulation: in this process, or on a server. For a server here, begin with dolab dev " +
			"experiments/callalarm/worker, and give --url ws://127.0.0.1:8787 in another shell.\n\n" +
			"The exit code is 0 if the claim holds and 1 if the run contradicts it. The last line repeats the run.",
		Example: "  dolab run alarms-robustness\n" +
			"  dolab run call-alarm-delay --mux lumenize-2025-11-14,dolab --n 10,50\n" +
			"  dolab run alarm-accuracy --profile workerd --csv trials.csv\n" +
			"  dolab run call-alarm-delay --mux dolab --profile production --seeds 100\n" +
			"  dolab run call-alarm-delay --mux lumenize-2025-11-14 --html lost.html\n" +
			"  dolab run call-alarm-delay --json report.json --trace trace.jsonl\n" +
			"  dolab run call-alarm-delay --worker experiments/callalarm/worker\n" +
			"  dolab run call-alarm-delay --mux lumenize-2025-11-14,dolab --live\n" +
			"  dolab run alarm-accuracy --live --delay 1s,3s\n" +
			"  dolab run call-alarm-delay --mux dolab --n 3 --trace trace.txt",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("run takes one experiment, not %s: want one of %s", count(args), nameList(a.experiments))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			e, err := experiments.Find(a.experiments, args[0])
			if err != nil {
				return err
			}
			if err := o.check(e); err != nil {
				return err
			}
			return a.perform(e, o)
		},
	}
	o.define(c.Flags())
	return c
}

// perform runs an experiment and writes all that was asked for.
func (a *app) perform(e experiments.Experiment, o *options) error {
	unload, err := a.loadScript(o)
	if err != nil {
		return err
	}
	defer unload()
	out, err := a.openAll(o)
	if err != nil {
		return err
	}
	rec := &picture.Recorder{}
	if o.drawn() && o.seeds == 1 {
		o.settings.Picture = rec
	}
	reports, err := a.sweep(e, o, a.traceWriter(o, out.trace))
	if err == nil {
		err = a.draw(e, o, out, reports, rec)
	}
	if err != nil {
		out.discard()
		return err
	}
	if err := errors.Join(out.write(reports, o.given()), out.close()); err != nil {
		return err
	}
	return a.conclude(e, o, reports)
}

// conclude shows what the reports say, unless stdout is taken, and returns whether they contradict the claim.
func (a *app) conclude(e experiments.Experiment, o *options, reports []*experiments.Report) error {
	failing := contradicting(reports)
	p := a.page()
	switch taken := len(o.stdout()) > 0; {
	case taken && len(failing) > 0:
		a.complain("the claim is contradicted: %s\n%s\n", failing[0].Failures[0], failing[0].Replay)
	case taken:
	case len(reports) == 1:
		p.result(reports[0], o.quiet)
	default:
		p.swept(reports, o.replay(e.Name, o.settings.Seed, len(reports)), o.quiet)
	}
	if err := a.show(p); err != nil {
		return err
	}
	if len(failing) > 0 {
		return errContradicted
	}
	return nil
}

// one runs one seed. What goes wrong in it is our bug, unless it names a value that nothing has, or it is an error of the
// platform: that is how the world went.
func (a *app) one(
	e experiments.Experiment, o *options, seed uint64, trace io.Writer, progress func(done float64, total int, cell string),
) (r *experiments.Report, err error) {
	replay := o.replay(e.Name, seed, 1)
	defer func() {
		if b := caught(recover()); b != nil {
			b.replay = replay
			r, err = nil, b
		}
		if a.stopped() && err != nil {
			r, err = nil, errInterrupted
		}
	}()
	s := o.settings
	s.Seed, s.Stop = seed, a.stopped
	r, err = experiments.Start(e, s, trace, progress)
	var unknown *experiments.ErrUnknown
	var setting *experiments.SettingError
	var ofPlatform *platform.Error
	switch {
	case a.stopped():
		return nil, errInterrupted // Its last worlds may have been cut short.
	case err == nil:
		r.Replay = replay
		return r, nil
	case errors.As(err, &unknown):
		return nil, usage("--%s: %w", cmp.Or(flagOf[unknown.What], unknown.What), unknown)
	case errors.As(err, &setting):
		return nil, usage("--%w", setting)
	case len(s.Faults)+len(s.Set) > 0:
		return nil, &unfinished{err, "Under these --faults or --set numbers", replay}
	case errors.As(err, &ofPlatform):
		return nil, &unfinished{err, "On this profile", replay}
	case s.URL != "":
		return nil, &unfinished{err, "With this server", replay}
	case s.Worker != nil:
		return nil, &unfinished{err, "With this Worker", replay}
	}
	return nil, &ourBug{err: err, replay: replay}
}

// flagOf is the flag that takes the names of a kind, where it is called otherwise.
var flagOf = map[string]string{"multiplexer": "mux"}

func nameList(list []experiments.Experiment) string {
	text := ""
	for n, e := range list {
		if n > 0 {
			text += ", "
		}
		text += e.Name
	}
	return text
}
