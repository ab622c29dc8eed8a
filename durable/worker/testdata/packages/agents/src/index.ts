import { Agent, getAgentByName } from "agents";

export class Assistant extends Agent<any, { count: number; last: string }> {
  initialState = { count: 0, last: "" };
  async plan(seconds: number, what: string) { return (await this.schedule(seconds, "done", { what })).id; }
  async done(payload: { what: string }) { this.setState({ count: this.state.count + 1, last: payload.what }); }
  look() { return this.state; }
}
export default {
  async fetch(request: Request, env: any) {
    const agent = await getAgentByName(env.Assistant, "one");
    const u = new URL(request.url);
    if (u.pathname === "/plan") return Response.json(await agent.plan(Number(u.searchParams.get("in")), u.searchParams.get("what")));
    return Response.json(await agent.look());
  },
};
