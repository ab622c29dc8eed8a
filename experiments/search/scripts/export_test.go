package scripts

import (
	"fmt"

	"dolab/experiments/search"
)

// ConfigFile is the name of the file that says what of a project to hunt.
const ConfigFile = configFile

// Family is the project alone, for the registry of scenarios.
func (p *Project) Family() search.Family {
	f := search.Listed(p.subject)
	f.Field = field
	return f
}

// Shown and Body make text of answers.
var (
	Shown = shown
	Body  = body
)

// RoutesShown are the routes of a project, each as a text.
func (p *Project) RoutesShown() (list []string) {
	for _, r := range p.Routes {
		list = append(list, fmt.Sprint(r.Method, " ", r.Path, " ", r.Body, " ", r.Headers))
	}
	return list
}
