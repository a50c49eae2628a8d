/** The phone's camera in the page: the live picture, the before photo laid over it, and a still in full size. */

interface StillCamera {
  takePhoto(): Promise<Blob>;
}

declare const ImageCapture: undefined | (new (track: MediaStreamTrack) => StillCamera);

/** What this camera can do beyond taking a picture. */
export interface Abilities {
  torch: boolean;
  zoom: { least: number; most: number; step: number } | null;
}

export type Refusal = "denied" | "missing" | "insecure" | "busy";

export class NoCamera extends Error {
  constructor(readonly why: Refusal) {
    super(why);
  }
}

const WANTED: MediaStreamConstraints = {
  audio: false,
  // As large as the sensor: the still is cut from it where the browser has no better way.
  video: { facingMode: { ideal: "environment" }, width: { ideal: 4096 }, height: { ideal: 3072 } },
};
const QUALITY = 0.92;

export class Camera {
  private constructor(
    private readonly stream: MediaStream,
    private readonly video: HTMLVideoElement,
  ) {}

  /** Open the camera and show it in ``video``. Throws NoCamera. */
  static async open(video: HTMLVideoElement): Promise<Camera> {
    const devices = navigator.mediaDevices as MediaDevices | undefined;
    if (!devices?.getUserMedia) throw new NoCamera("insecure");
    let stream: MediaStream | undefined;
    try {
      stream = await devices.getUserMedia(WANTED);
      video.srcObject = stream;
      await video.play();
      return new Camera(stream, video);
    } catch (error) {
      for (const each of stream?.getTracks() ?? []) each.stop();
      const name = error instanceof DOMException ? error.name : "";
      throw new NoCamera(
        name === "NotAllowedError" || name === "SecurityError" ? "denied" : name === "NotFoundError" || name === "OverconstrainedError" ? "missing" : "busy",
      );
    }
  }

  private get track(): MediaStreamTrack | undefined {
    return this.stream.getVideoTracks()[0];
  }

  get abilities(): Abilities {
    const able = (this.track?.getCapabilities?.() ?? {}) as { torch?: boolean; zoom?: { min: number; max: number; step: number } };
    const zoom = able.zoom && able.zoom.max > able.zoom.min ? { least: able.zoom.min, most: able.zoom.max, step: able.zoom.step || 0.1 } : null;
    return { torch: able.torch === true, zoom };
  }

  async set(what: { torch?: boolean; zoom?: number }): Promise<void> {
    await this.track?.applyConstraints({ advanced: [what as MediaTrackConstraintSet] });
  }

  /** A still: the sensor's own where the browser can, else the live picture at full size. */
  async shoot(): Promise<Blob> {
    if (typeof ImageCapture !== "undefined" && this.track) {
      try {
        return await new ImageCapture(this.track).takePhoto();
      } catch {
        // Some phones offer it and then fail; the live picture is there all the same.
      }
    }
    const canvas = document.createElement("canvas");
    canvas.width = this.video.videoWidth;
    canvas.height = this.video.videoHeight;
    canvas.getContext("2d")?.drawImage(this.video, 0, 0);
    return new Promise((resolve, reject) => {
      canvas.toBlob((made) => (made ? resolve(made) : reject(new Error("no picture"))), "image/jpeg", QUALITY);
    });
  }

  close(): void {
    for (const each of this.stream.getTracks()) each.stop();
    // Another may be showing there by now.
    if (this.video.srcObject === this.stream) this.video.srcObject = null;
  }
}
