package main

import (
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"
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
		p.gap()
		p.section("Flags")
		p.text.WriteString(c.LocalFlags().FlagUsagesWrapped(p.prose()))
	}
	if c.HasAvailableSubCommands() {
		p.gap()
		p.line(c.CommandPath() + " COMMAND --help says more of a command.")
	}
	if err := a.show(p); err != nil {
		a.complain("dolab: %v\n", err)
	}
}

// section is the head of a part of a help text.
func (p *page) section(title string) { p.line(p.paint(title, text.Bold)) }
