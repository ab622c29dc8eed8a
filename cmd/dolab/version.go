package main

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"

	"dolab/experiments"
)

// version is the version of the module or, of a build from a clone, of its commit.
func version() string {
	info, found := debug.ReadBuildInfo()
	if !found {
		return "(unknown)"
	}
	version := info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 && (version == "" || version == "(devel)") {
			version = "(devel) " + s.Value[:12]
		}
	}
	return version
}

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Show the version of dolab, of its reports and of Go",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage("version takes no arguments, not %s", quoted(args))
			}
			return nil
		},
		RunE: func(*cobra.Command, []string) error {
			p := a.page()
			p.line("dolab " + version())
			p.line("reports of version " + experiments.Version)
			if info, found := debug.ReadBuildInfo(); found {
				p.line(fmt.Sprintf("built with %s", info.GoVersion))
			}
			return a.show(p)
		},
	}
}
