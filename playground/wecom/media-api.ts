import { type ApiRoutes, ok } from "./api-call.ts";
import { errcodes, WecomRefusal } from "./errcodes.ts";
import type { Media, World } from "./world.ts";

/** 上传临时素材 (path 90253). */
const MAX_BYTES: Record<string, number> = { image: 10 * 1024 * 1024, file: 20 * 1024 * 1024 };

/** Temporary files; they do not expire here. */
export function mediaRoutes(world: World): ApiRoutes {
  return {
    "media/upload": async ({ query, form }) => {
      const type = query.get("type") ?? "";
      const file = (await form()).get("media");
      if (!(file instanceof File)) throw new WecomRefusal(errcodes.invalidParameter);
      const bytes = Buffer.from(await file.arrayBuffer());
      if (bytes.length <= 5 || bytes.length > (MAX_BYTES[type] ?? 0)) throw new WecomRefusal(errcodes.invalidFileSize);
      const media_id = keepMedia(world, { name: file.name, mimeType: file.type, bytes });
      return ok({ type, media_id, created_at: String(Math.floor(world.now() / 1000)) });
    },
    "media/get": ({ query }) => ({ file: mediaOf(world, query.get("media_id") ?? "") }),
  };
}

export function keepMedia(world: World, media: Media): string {
  const id = `media-${world.nextNumber()}`;
  world.media.set(id, media);
  return id;
}

export function mediaOf(world: World, id: string): Media {
  const media = world.media.get(id);
  if (!media) throw new WecomRefusal(errcodes.invalidMedia);
  return media;
}
