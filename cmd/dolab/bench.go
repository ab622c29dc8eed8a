package main

import (
	"os"
	"time"

	"github.com/spf13/cobra"

	"dolab/cmd/dolab/bench"
	"dolab/durable"
	workerd "dolab/experiments/remote/reference"
)

// benchOptions are the flags of dolab bench.
type benchOptions struct {
	bench.Options
	workerd   string
	json, csv string
}

func (a *app) benchCommand() *cobra.Command {
	o := &benchOptions{}
	c := &cobra.Command{
		Use:   "bench",
		Short: "Measure the local servers, beside the reference runtime",
		Long: "Bench starts servers with one Worker and its class in Go, on loopback and with databases in a temporary " +
			"folder. It loads them in turns and prints answers a second, latencies, CPU time and memory. With --workerd the " +
			"reference runtime runs the same Worker in the same minutes.\n\n" +
			"An interrupt ends it, and what was measured is printed and saved.",
		Example: "  dolab bench\n" +
			"  dolab bench --workerd node_modules --rounds 5 --json result.json\n" +
			"  dolab bench --only no-op,create --for 2s",
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return a.bench(o) },
	}
	f := c.Flags()
	f.SortFlags = false
	f.StringVar(&o.workerd, "workerd", "", "binary of the reference runtime, or a node_modules folder that has it")
	f.StringVar(&o.Durability, "durability", "power", "what an answered write survives here: power (fsync) or process")
	f.DurationVar(&o.For, "for", 5*time.Second, "how long each row, side and round")
	f.IntVar(&o.Rounds, "rounds", 3, "how often the sides take turns")
	f.StringSliceVar(&o.Only, "only", nil, "rows whose names have one of these parts")
	f.BoolVar(&o.Quick, "quick", false, "few connections, objects and alarms: whether it works, not how fast")
	f.DurationVar(&o.Endure, "endure", 0, "load for so long instead, 1h say, and tell whether memory, goroutines and descriptors grow")
	f.IntVar(&o.Rate, "rate", 200, "requests a second to each side with --endure")
	f.StringVar(&o.Dir, "dir", "", "where databases are made; by default the system's temporary folder")
	f.StringVar(&o.json, "json", "", "write all samples as JSON to a file")
	f.StringVar(&o.csv, "csv", "", "write the latency of each answer to a file")
	f.StringVar(&o.Profiles, "cpu-profiles", "", "write a CPU profile of each server of dolab's into this folder")
	c.AddCommand(a.benchServerCommand())
	return c
}

// benchServerCommand is a server that bench starts.
func (a *app) benchServerCommand() *cobra.Command {
	var o bench.Child
	c := &cobra.Command{
		Use: "serve", Hidden: true, Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return o.Serve(os.Stdin, a.stdout) },
	}
	o.Define(c.Flags())
	return c
}

func (a *app) bench(o *benchOptions) (err error) {
	switch {
	case o.For <= 0:
		return usage("--for %s: want a positive time", o.For)
	case o.Rounds < 1:
		return usage("--rounds %d: want at least 1", o.Rounds)
	case o.Endure < 0:
		return usage("--endure %s: want a positive time", o.Endure)
	case o.Rate < 1:
		return usage("--rate %d: want at least 1", o.Rate)
	}
	if _, err := durable.ParseDurability(o.Durability); err != nil {
		return usage("--durability: %w", err)
	}
	if o.workerd != "" {
		if o.Workerd, err = workerdBinary(o.workerd); err != nil {
			return err
		}
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	files := &options{json: o.json, csv: o.csv}
	if err := distinct(files.outputs()); err != nil {
		return err
	}
	out, err := a.openAll(files)
	if err != nil {
		return err
	}
	o.Child = []string{self, "bench", "serve"}
	o.Log, o.Stop, o.Raw = a.stderr, a.stopped, o.csv != "" || o.json != ""
	o.Progress = func(text string) { a.complain("%s\n", text) }
	err = bench.Run(o.Options, func(report *bench.Report) error {
		if err := report.Print(a.stdout); err != nil {
			return unwritten("stdout", err)
		}
		if out.json != nil {
			out.json.end = func() error { return report.JSON(out.json) }
		}
		if out.csv != nil {
			out.csv.end = func() error { return report.CSV(out.csv) }
		}
		return out.close()
	})
	if err != nil {
		return usage("bench: %w", err)
	}
	return nil
}

// workerdBinary finds the reference runtime: the file itself, or the one in a node_modules folder.
func workerdBinary(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", usage("--workerd: %w", err)
	}
	if !info.IsDir() {
		return path, nil
	}
	found := workerd.Installed(path)
	if _, err := os.Stat(found); err != nil {
		return "", usage("--workerd %s: it has no %s: npm install workerd puts it there", path, found)
	}
	return found, nil
}
