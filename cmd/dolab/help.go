package main

import (
	"cmp"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"

	"dolab/experiments"
)

// The groups of commands in the order in which help shows them.
const (
	groupRun  = "run"
	groupFind = "find"
	groupMore = "more"
)

// commandGroups are the titles of the groups.
func commandGroups() []*cobra.Group {
	return []*cobra.Group{
		{ID: groupRun, Title: "Run experiments"},
		{ID: groupFind, Title: "Find what goes wrong"},
		{ID: groupMore, Title: "Look things up"},
	}
}

// help shows what a command does, how it is called, examples, its commands and its flags, laid out for the width there
// is.
func (a *app) help(c *cobra.Command, _ []string) {
	p := a.page()
	about := c.Long
	if about == "" {
		about = c.Short
	}
	for paragraph := range strings.SplitSeq(about, "\n\n") {
		p.indented(0, paragraph)
		p.gap()
	}
	p.section("Usage")
	switch {
	case c.Runnable() && c.HasParent():
		p.indented(2, c.UseLine())
	default:
		p.line("  " + c.CommandPath() + " COMMAND [flags]")
	}
	if c.HasExample() {
		p.gap()
		p.section("Examples")
		p.text.WriteString(c.Example + "\n")
	}
	for _, group := range c.Groups() {
		p.gap()
		p.section(group.Title)
		for _, sub := range c.Commands() {
			if sub.GroupID == group.ID && sub.IsAvailableCommand() {
				p.entry(14, sub.Name(), sub.Short)
			}
		}
	}
	if c.HasAvailableLocalFlags() {
		for _, part := range flagParts(c.LocalFlags()) {
			p.gap()
			p.section(part.title)
			p.text.WriteString(part.set.FlagUsagesWrapped(p.prose()))
		}
	}
	if c.HasAvailableSubCommands() {
		p.gap()
		p.line(c.CommandPath() + " COMMAND --help shows the flags and examples of a command.")
	}
	a.helpErr = a.show(p)
}

// helpCommand is dolab help: like --help, but it refuses names that are no commands.
func (a *app) helpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND]",
		Short:   "Show the flags and examples of a command",
		GroupID: groupMore,
		RunE: func(_ *cobra.Command, args []string) error {
			c, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return unknownCommand(c, cmp.Or(strings.Join(rest, " "), strings.Join(args, " ")))
			}
			return c.Help()
		},
	}
}

// refuseArguments makes the commands of completion, which are cobra's, refuse what they do not take.
func refuseArguments(root *cobra.Command) {
	for _, c := range root.Commands() {
		if c.Name() != "completion" {
			continue
		}
		c.Short = "Print the completion script of a shell"
		c.Long = "Completion prints a script that makes a shell complete the commands and flags of dolab. The help of " +
			"each shell's command says where to put it."
		c.Args = cobra.ArbitraryArgs
		c.RunE = func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usage("completion takes a shell: %s", strings.Join(commandNames(c), ", "))
			}
			return unknownCommand(c, args[0])
		}
		for _, shell := range c.Commands() {
			shell.Args = func(shell *cobra.Command, args []string) error {
				if len(args) > 0 {
					return usage("completion %s takes no arguments, not %s", shell.Name(), quoted(args))
				}
				return nil
			}
		}
	}
}

// unknownCommand is the error of a name that no command of c has.
func unknownCommand(c *cobra.Command, name string) error {
	if known := commandNames(c); len(known) > 0 {
		return &experiments.ErrUnknown{What: "command", Name: name, Known: known}
	}
	return usage("%s has no commands, and %s is not one", c.CommandPath(), shortened(typed(name)))
}

func commandNames(c *cobra.Command) []string {
	var names []string
	for _, sub := range c.Commands() {
		names = append(names, sub.Name())
	}
	return names
}

// section is the head of a part of a help text.
func (p *page) section(title string) { p.line(p.paint(title, text.Bold)) }
