package chatroom

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"dolab/durable"
	"dolab/experiments/search"
)

// Subject is the room for a hunt: members speak and leave. Each message is kept under its sender's name, and one that
// its sender has heard back stays.
func Subject(broken bool) *search.Subject {
	s := &search.Subject{
		Name: "examples/chatroom", About: "a chat room that hibernates between messages",
		Deeds: []search.Deed{
			{Name: "say", Do: search.Do((*play).say), Odds: 4},
			{Name: "leave", Do: search.Do((*play).leave)},
		},
		Open: func(w *search.World) (search.Play, error) {
			rooms, err := w.Namespace(Class(broken))
			return &play{w: w, rooms: rooms, sockets: map[int]*durable.Socket{}, said: map[string]string{}}, err
		},
	}
	if broken {
		s.Name, s.About = s.Name+"-broken", "the same, with the names of its members in memory"
	}
	return s
}

// play is the room in one world.
type play struct {
	w       *search.World
	rooms   *durable.Namespace
	sockets map[int]*durable.Socket // of members, by their number
	said    map[string]string       // who said each text
	heard   []string                // texts that came back to their sender
}

// echoMax is how long a member waits for its own message before it gives the connection up.
const echoMax = 15 * time.Second

// say lets a member say something new. A member connects when it has something to say.
func (p *play) say(c *search.Client, o search.Operation) error {
	if p.sockets[c.N] == nil {
		if err := p.connect(c); err != nil {
			return err
		}
	}
	text := fmt.Sprint("message ", o.Place())
	p.said[text] = c.String()
	socket := p.sockets[c.N]
	if socket.SendText(text) != nil || !p.echo(socket, text) {
		socket.Drop() // It has ended. Whether the message has arrived is not known.
		delete(p.sockets, c.N)
		return nil
	}
	p.heard = append(p.heard, text)
	return nil
}

// connect opens the member's WebSocket.
func (p *play) connect(c *search.Client) error {
	return c.Await(func() error {
		socket, err := p.rooms.GetByName("lobby").Dial(durable.NewRequest("https://chat/ws?name=" + c.String()))
		if err == nil {
			p.sockets[c.N] = socket
		}
		return err
	})
}

// echo waits until the room sends the text back.
func (p *play) echo(socket *durable.Socket, text string) bool {
	for {
		m, err := socket.ReceiveTimeout(echoMax)
		if err != nil {
			return false
		}
		if strings.HasSuffix(m.Text, ": "+text) {
			return true
		}
	}
}

// leave closes the member's WebSocket, if it has one.
func (p *play) leave(c *search.Client, _ search.Operation) error {
	socket := p.sockets[c.N]
	delete(p.sockets, c.N)
	if socket == nil {
		return nil
	}
	return socket.Close(closeNormal, "bye")
}

// Judge holds the room's history against what members said and heard.
func (p *play) Judge() {
	history, err := durable.Call[[]Message](p.rooms.GetByName("lobby"), "History")
	if err != nil {
		p.w.Violate("stuck", "the room does not answer, though all is well again", err.Error())
		return
	}
	for _, m := range history {
		if m.From != p.said[m.Text] {
			p.w.Violate("author", "a message is kept under another name than its sender's",
				fmt.Sprintf("%q of %s is kept as %q's", m.Text, p.said[m.Text], m.From))
		}
	}
	for _, text := range p.heard {
		if !slices.ContainsFunc(history, func(m Message) bool { return m.Text == text }) {
			p.w.Violate("lost", "a message is gone that its sender has heard back", text)
		}
	}
}
