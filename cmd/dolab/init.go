package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"dolab/experiments/search/scripts"
)

func (a *app) initCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "init [DIRECTORY]",
		Short: "Write an example dolab.test.ts and its types into a project",
		Long: "Init writes two files beside the configuration file of a wrangler project. The file dolab.test.ts is a module " +
			"of tests to edit; it is kept if it is there already. The file dolab.d.ts has the types of what it imports.\n\n" +
			"Hunt, replay, shrink, explore and crash-sweep of the directory then do the deeds of dolab.test.ts and hold the " +
			"Worker to its promises.",
		Example: "  dolab init\n  dolab init ../shop\n  dolab hunt ../shop --seeds 1000",
		Args:    oneAtMost,
		RunE: func(_ *cobra.Command, args []string) error {
			dir := "."
			if len(args) == 1 {
				dir = args[0]
			}
			if !scripts.IsProject(dir) {
				return usage("%s has no wrangler.jsonc, wrangler.json or wrangler.toml", typed(dir))
			}
			return a.init(dir)
		},
	}
}

// init writes the files of a module of tests into a directory.
func (a *app) init(dir string) error {
	p := a.page()
	types := filepath.Join(dir, "dolab.d.ts")
	if err := os.WriteFile(types, []byte(scripts.Types), 0o644); err != nil {
		return unwritten(types, err)
	}
	p.line("wrote " + types)
	test := filepath.Join(dir, scripts.TestFile)
	if _, err := os.Lstat(test); !errors.Is(err, fs.ErrNotExist) {
		p.line("kept " + test)
		return a.show(p)
	}
	text, err := scripts.Example(dir)
	if err != nil {
		return &usageError{err}
	}
	if err := os.WriteFile(test, []byte(text), 0o644); err != nil {
		return unwritten(test, err)
	}
	p.line("wrote " + test)
	p.line(fmt.Sprintf("%s hunt %s", a.program, typed(dir)))
	return a.show(p)
}
