package search

// World is the client's world.
func (c *Client) World() *World { return c.w }
