import { z } from "zod";

const Order = z.object({
  id: z.string().min(2), email: z.email(), items: z.array(z.object({ sku: z.string(), n: z.number().int().positive() })).min(1),
  when: z.coerce.date(), note: z.string().optional().default("none"),
});
export default {
  async fetch(request: Request): Promise<Response> {
    const r = Order.safeParse(await request.json());
    if (!r.success) return Response.json(r.error.issues.map((i) => `${i.path.join(".")}: ${i.message}`), { status: 400 });
    return Response.json(r.data);
  },
};
