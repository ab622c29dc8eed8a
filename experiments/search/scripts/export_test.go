package scripts

import "dolab/experiments/search"

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
