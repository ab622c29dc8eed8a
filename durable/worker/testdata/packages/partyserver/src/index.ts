import { routePartykitRequest, Server, type Connection } from "partyserver";

export class Room extends Server {
  static options = { hibernate: true };
  onConnect(connection: Connection) { connection.send(`welcome to ${this.name}`); }
  onMessage(connection: Connection, message: string) { this.broadcast(`${message}`, [connection.id]); connection.send("sent"); }
  onRequest() { return new Response(`room ${this.name} has ${[...this.getConnections()].length}`); }
}
export default {
  async fetch(request: Request, env: any) { return (await routePartykitRequest(request, env)) || new Response("not a party", { status: 404 }); },
};
